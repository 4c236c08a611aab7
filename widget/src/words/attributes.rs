//! Texts of the attribute settings.

use super::{counted, texts};

texts! {
    LEAD: "What employees see and may correct, who decides, and whose word counts.", "Ce que les employés voient et peuvent corriger, qui décide et qui fait foi.";
    UNLOCK_ALL: "Unlock all", "Tout déverrouiller";
    LOCK_ALL: "Lock all", "Tout verrouiller";
    ATTRIBUTE: "Attribute", "Attribut";
    LOCKED: "Locked", "Verrouillé";
    UNLOCKED: "Unlocked", "Déverrouillé";
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
    AUTHORITY_HELP: "What “whose word counts” means", "Ce que signifie « qui fait foi »";
    AUTHORITY_SHARED_MEANS: "Both write. An approved correction stands; if the directory comes to yet another value, somebody chooses.", "Les deux écrivent. Une correction approuvée tient ; si l’annuaire en vient à une autre valeur, quelqu’un choisit.";
    AUTHORITY_DIRECTORY_MEANS: "What the directory says stands. Employees read it and cannot change it.", "Ce que dit l’annuaire tient. Les employés le lisent sans pouvoir le modifier.";
    AUTHORITY_FILL_MEANS: "What the directory says stands. Employees may fill in what it leaves blank.", "Ce que dit l’annuaire tient. Les employés peuvent compléter ce qu’il laisse vide.";
    AUTHORITY_LOCAL_MEANS: "Kept in Amend alone. What the directory says is not looked at.", "Conservé dans Amend seul. Ce que dit l’annuaire n’est pas consulté.";
    BLANK_MEANS: "A blank in the directory either clears the value here or leaves the last one standing.", "Un vide dans l’annuaire efface la valeur ici ou laisse la dernière en place.";
    AUTHORITY_OF: "Whose word counts for {0}", "Qui fait foi pour {0}";
    AUTHORITY_DIRECTORY: "Directory", "Annuaire";
    AUTHORITY_SHARED: "Shared", "Partagé";
    AUTHORITY_FILL: "Directory, fill blanks", "Annuaire, sauf vides";
    AUTHORITY_LOCAL: "Amend", "Amend";
    BLANK_OF: "What a blank in the directory means for {0}", "Ce que signifie un vide dans l’annuaire pour {0}";
    BLANK_CLEARS: "If blank there: blank", "Si vide là-bas : vide";
    BLANK_IGNORED: "If blank there: as before", "Si vide là-bas : inchangé";
    MANDATORY: "Mandatory", "Obligatoire";
    MANDATORY_OF: "{0} must not be blank", "{0} ne peut pas être vide";
    MAPPING: "Read from, written to", "Lu depuis, écrit vers";
    NOT_MAPPED: "not mapped", "non relié";
    NOT_WRITTEN: "not written", "non écrit";
    SAVED: "{0} is set.", "{0} est réglé.";
    LOCK_ASK: "Lock {0}?", "Verrouiller {0} ?";
    HIDE_ASK: "Hide {0} from employees?", "Masquer {0} aux employés ?";
    DO_LOCK: "Lock", "Verrouiller";
    DO_HIDE: "Hide", "Masquer";
    PENDING_ASK: "What shall become of the waiting changes?", "Que faire des modifications en attente ?";
    KEEP: "Keep them; they can still be approved and exported", "Les garder ; elles peuvent encore être approuvées et exportées";
    WITHDRAW: "Withdraw them, and tell their authors", "Les retirer et prévenir leurs auteurs";
    ALL_LEAD: "Locked attributes are read-only for employees everywhere, at once.", "Les attributs verrouillés sont aussitôt en lecture seule partout pour les employés.";
    UNLOCK_LEAD: "Employees can correct them on their own profile, at once, unless something else stands in the way.", "Les employés peuvent aussitôt les corriger sur leur profil, sauf si autre chose s’y oppose.";
    ALL_NONE: "Nothing would change.", "Rien ne changerait.";
    NONE: "There are no attributes", "Il n’y a pas d’attributs";
    NONE_LEAD: "They come with the installation.", "Ils sont fournis avec l’installation.";
    FAMILY_CUSTOM: "Custom", "Personnalisé";
    FAMILY_LOCAL: "Only in Amend", "Seulement dans Amend";
}

counted! {
    PENDING: "{0} change waits" | "{0} changes wait", "{0} modification attend" | "{0} modifications attendent";
    UNLOCK_MANAGED: "{0} of them is managed by the directory and stays read-only until its word no longer counts." | "{0} of them are managed by the directory and stay read-only until its word no longer counts.", "{0} est géré par l’annuaire et reste en lecture seule tant qu’il fait foi." | "{0} sont gérés par l’annuaire et restent en lecture seule tant qu’il fait foi.";
    UNLOCK_HIDDEN: "{0} of them is hidden from employees and stays so." | "{0} of them are hidden from employees and stay so.", "{0} est masqué aux employés et le reste." | "{0} sont masqués aux employés et le restent.";
    LOCK_COUNT: "Lock {0} attribute?" | "Lock {0} attributes?", "Verrouiller {0} attribut ?" | "Verrouiller {0} attributs ?";
    UNLOCK_COUNT: "Unlock {0} attribute?" | "Unlock {0} attributes?", "Déverrouiller {0} attribut ?" | "Déverrouiller {0} attributs ?";
    LOCKED_DONE: "{0} attribute locked." | "{0} attributes locked.", "{0} attribut verrouillé." | "{0} attributs verrouillés.";
    UNLOCKED_DONE: "{0} attribute unlocked." | "{0} attributes unlocked.", "{0} attribut déverrouillé." | "{0} attributs déverrouillés.";
}
