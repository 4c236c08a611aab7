//! Texts of exports.

use super::{counted, texts};

texts! {
    LEAD: "Approved values on their way to the directory.", "Les valeurs approuvées, en route vers l’annuaire.";
    NO_TARGET: "No target is set up", "Aucune cible n’est configurée";
    NO_TARGET_LEAD: "Name the attributes to export in the settings file and start Amend anew.", "Indiquez les attributs à exporter dans le fichier de configuration et redémarrez Amend.";
    NONE_WAITING: "Nothing waits to be exported", "Rien n’attend d’être exporté";
    NONE_WAITING_LEAD: "Approved changes appear here.", "Les modifications approuvées apparaissent ici.";
    SHOW_WAITING: "Who and what is waiting", "Qui et quoi est en attente";
    PERSON: "Person", "Personne";
    ATTRIBUTE: "Attribute", "Attribut";
    VALUE: "Value", "Valeur";
    MAKE: "Make an export", "Créer un export";
    MAKING: "Making…", "Création…";
    FORMAT: "Kind of file", "Type de fichier";
    CSV: "CSV", "CSV";
    CSV_LEAD: "A table of texts", "Un tableau de textes";
    CSV_FOR_PROGRAMS: "CSV for programs", "CSV pour programmes";
    CSV_FOR_SPREADSHEETS: "CSV for spreadsheets", "CSV pour tableurs";
    XLSX: "Excel workbook", "Classeur Excel";
    XLSX_LEAD: "Every cell is a text: nothing is turned into a number or a formula", "Chaque cellule est un texte : rien ne devient un nombre ni une formule";
    LDIF: "LDIF", "LDIF";
    LDIF_LEAD: "For ldapmodify and its like; entries that have changed since are refused by the directory", "Pour ldapmodify et semblables ; l’annuaire refuse les entrées modifiées entre-temps";
    POWERSHELL: "PowerShell script", "Script PowerShell";
    POWERSHELL_LEAD: "For Active Directory; writes only where the old value still stands, and can be tried with -WhatIf", "Pour Active Directory ; n’écrit que là où l’ancienne valeur est encore en place, et s’essaie avec -WhatIf";
    PROFILE: "Written for", "Destiné à";
    MACHINE: "Programs", "Des programmes";
    MACHINE_LEAD: "RFC 4180, values byte for byte, directory attribute names", "RFC 4180, valeurs telles quelles, noms d’attributs de l’annuaire";
    SPREADSHEET: "Spreadsheets", "Un tableur";
    SPREADSHEET_LEAD: "Opens in Excel; texts that look like formulas are made harmless", "S’ouvre dans Excel ; les textes ressemblant à des formules sont neutralisés";
    KEY: "What names the person", "Ce qui désigne la personne";
    KEY_DN: "Distinguished name", "Nom distinctif";
    KEY_ID: "Immutable id", "Identifiant immuable";
    KEY_USERNAME: "User name", "Nom d’utilisateur";
    KEY_MAIL: "E-mail address", "Adresse e-mail";
    DELIMITER: "Between the columns", "Entre les colonnes";
    COMMA: "Comma", "Virgule";
    SEMICOLON: "Semicolon", "Point-virgule";
    TAB: "Tab", "Tabulation";
    PIPE: "Vertical bar", "Barre verticale";
    GIVEN_UP: "{0} (given up)", "{0} (abandonné)";
    ROW_IS_OFF: "row of the template is off", "ligne du modèle désactivée";
    NEEDS_RENAME: "needs a rename in the directory", "exige un renommage dans l’annuaire";
    WHOM: "People", "Personnes";
    EVERYBODY: "Everybody who waits", "Tous ceux qui attendent";
    ONLY_SELECTED: "Only the selected", "Seulement la sélection";
    MADE: "The export is ready to download.", "L’export est prêt à être téléchargé.";
    WAITING: "waiting: {0} {1}", "en attente : {0} {1}";
    LIST: "Exports", "Exports";
    NO_EXPORTS: "No export was made yet.", "Aucun export n’a encore été créé.";
    FILE: "File", "Fichier";
    MADE_AT: "Made", "Créé";
    CONTENT: "Content", "Contenu";
    STATE: "State", "État";
    NOT_DOWNLOADED: "not downloaded yet", "pas encore téléchargé";
    DOWNLOADED: "downloaded {0}", "téléchargé {0}";
    DOWNLOAD: "Download {0}", "Télécharger {0}";
    CHECKSUM: "Checksum", "Somme de contrôle";
    LINKS: "Links…", "Liens…";
    LINKS_TO: "Links to {0}", "Liens vers {0}";
    LINKS_LEAD: "A link gives the file to somebody without an account here until it ends. Making one counts as handing the file over.", "Un lien donne le fichier à quelqu’un sans compte ici jusqu’à son échéance. En créer un vaut remise du fichier.";
    NO_LINKS: "No link leads to this file.", "Aucun lien ne mène à ce fichier.";
    LINK_OF: "By {0}, {1}; ends {2}", "Par {0}, {1} ; expire {2}";
    LINK_UNUSED: "not used yet", "pas encore utilisé";
    LINK_SPAN: "It leads to the file for", "Il mène au fichier pendant";
    AN_HOUR: "one hour", "une heure";
    A_DAY: "one day", "un jour";
    A_WEEK: "one week", "une semaine";
    CLOSE: "Close", "Fermer";
    MAKE_LINK: "Make a link", "Créer un lien";
    LINK_ADDRESS: "Address of the link", "Adresse du lien";
    LINK_ONCE: "It is shown only now. Whoever has it gets the file until {0}.", "Elle n’est montrée que maintenant. Qui la possède obtient le fichier jusqu’à {0}.";
    END_LINKS: "End all links", "Mettre fin à tous les liens";
    END_LINKS_ASK: "End all links to this file?", "Mettre fin à tous les liens vers ce fichier ?";
    END_LINKS_LEAD: "Whoever still has one gets nothing by it any more.", "Qui en a encore un n’obtient plus rien avec.";
    LINKS_ENDED: "The links have ended.", "Les liens ne mènent plus à rien.";
}

counted! {
    OF_PEOPLE: "of {0} person" | "of {0} people", "de {0} personne" | "de {0} personnes";
    UNCONFIRMED: "{0} unconfirmed" | "{0} unconfirmed", "{0} non confirmée" | "{0} non confirmées";
    CONFIRMED: "{0} confirmed" | "{0} confirmed", "{0} confirmée" | "{0} confirmées";
    TROUBLED: "{0} with trouble" | "{0} with trouble", "{0} en difficulté" | "{0} en difficulté";
    VALUES: "{0} value" | "{0} values", "{0} valeur" | "{0} valeurs";
    LINK_USES: "used once" | "used {0} times", "utilisé une fois" | "utilisé {0} fois";
    SELECTED: "{0} person selected" | "{0} people selected", "{0} personne sélectionnée" | "{0} personnes sélectionnées";
}
