//! Texts of exports.

use super::{counted, texts};

texts! {
    LEAD: "Approved values on their way to the directory.", "Les valeurs approuvées, en route vers l’annuaire.";
    NOTHING_BY_ITSELF: "Nothing is written to the directory by itself. You make a file here and hand it to whoever maintains the directory; the next run shows what was taken.", "Rien n’est écrit dans l’annuaire automatiquement. Vous créez ici un fichier et le remettez à ceux qui tiennent l’annuaire ; la prochaine exécution montre ce qui a été repris.";
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
}

counted! {
    OF_PEOPLE: "of {0} person" | "of {0} people", "de {0} personne" | "de {0} personnes";
    UNCONFIRMED: "{0} unconfirmed" | "{0} unconfirmed", "{0} non confirmée" | "{0} non confirmées";
    CONFIRMED: "{0} confirmed" | "{0} confirmed", "{0} confirmée" | "{0} confirmées";
    TROUBLED: "{0} with trouble" | "{0} with trouble", "{0} en difficulté" | "{0} en difficulté";
    VALUES: "{0} value" | "{0} values", "{0} valeur" | "{0} valeurs";
    SELECTED: "{0} person selected" | "{0} people selected", "{0} personne sélectionnée" | "{0} personnes sélectionnées";
}
