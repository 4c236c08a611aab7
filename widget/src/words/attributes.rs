//! Texts of the attribute settings.

use super::{counted, texts};

texts! {
    LEAD: "What employees see and may correct, who decides, and whose word counts.", "Ce que les employés voient et peuvent corriger, qui décide et qui fait foi.";
    RELEASE_ALL: "Release all", "Tout déverrouiller";
    LOCK_ALL: "Lock all", "Tout verrouiller";
    ATTRIBUTE: "Attribute", "Attribut";
    LOCKED: "Locked", "Verrouillé";
    UNLOCKED: "Open", "Ouvert";
    LOCK: "Lock {0}", "Verrouiller {0}";
    VISIBLE: "Visible", "Visible";
    HIDDEN: "Hidden", "Masqué";
    SHOW: "Show {0} to employees", "Montrer {0} aux employés";
    APPROVAL: "Approval", "Approbation";
    APPROVAL_OF: "Approval of {0}", "Approbation de {0}";
    APPROVAL_NONE: "None", "Aucune";
    APPROVAL_ADMINS: "Administrators", "Administrateurs";
    APPROVAL_MANAGER: "Manager", "Responsable";
    AUTHORITY: "Whose word counts", "Qui fait foi";
    AUTHORITY_OF: "Whose word counts for {0}", "Qui fait foi pour {0}";
    AUTHORITY_DIRECTORY: "Directory", "Annuaire";
    AUTHORITY_SHARED: "Shared", "Partagé";
    AUTHORITY_FILL: "Directory, fill blanks", "Annuaire, compléter les vides";
    AUTHORITY_LOCAL: "Amend", "Amend";
    BLANK_OF: "What a blank in the directory means for {0}", "Ce que signifie un vide dans l’annuaire pour {0}";
    BLANK_CLEARS: "Blank there: no value", "Vide là-bas : pas de valeur";
    BLANK_IGNORED: "Blank there: last value stays", "Vide là-bas : dernière valeur gardée";
    MANDATORY: "Mandatory", "Obligatoire";
    MANDATORY_OF: "{0} must not be blank", "{0} ne peut pas être vide";
    MAPPING: "Read from, written to", "Lu depuis, écrit vers";
    NOT_MAPPED: "not mapped", "non relié";
    NOT_WRITTEN: "not written", "non écrit";
    SAVED: "{0} is set.", "{0} est réglé.";
    PENDING_ASK: "What shall become of the waiting changes?", "Que faire des modifications en attente ?";
    KEEP: "Keep them; they can still be approved and exported", "Les garder ; elles peuvent encore être approuvées et exportées";
    WITHDRAW: "Withdraw them, and tell their authors", "Les retirer et prévenir leurs auteurs";
    GO_ON: "Go on", "Continuer";
    ALL_LEAD: "Locked attributes are read-only for employees everywhere, at once.", "Les attributs verrouillés sont aussitôt en lecture seule partout pour les employés.";
    ALL_NONE: "Nothing would change.", "Rien ne changerait.";
    NONE: "There are no attributes", "Il n’y a pas d’attributs";
    NONE_LEAD: "They come with the installation.", "Ils sont fournis avec l’installation.";
    FAMILY_CUSTOM: "Custom", "Personnalisé";
    FAMILY_LOCAL: "Only in Amend", "Seulement dans Amend";
}

counted! {
    PENDING: "{0} change waits" | "{0} changes wait", "{0} modification attend" | "{0} modifications attendent";
    LOCK_COUNT: "Lock {0} attribute?" | "Lock {0} attributes?", "Verrouiller {0} attribut ?" | "Verrouiller {0} attributs ?";
    RELEASE_COUNT: "Release {0} attribute?" | "Release {0} attributes?", "Déverrouiller {0} attribut ?" | "Déverrouiller {0} attributs ?";
    LOCKED_DONE: "{0} attribute locked." | "{0} attributes locked.", "{0} attribut verrouillé." | "{0} attributs verrouillés.";
    RELEASED_DONE: "{0} attribute released." | "{0} attributes released.", "{0} attribut déverrouillé." | "{0} attributs déverrouillés.";
}
