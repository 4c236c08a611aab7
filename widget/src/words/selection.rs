//! Texts of selections: who of a directory becomes a person here.

use super::{counted, texts};

texts! {
    TITLE: "Who comes in", "Qui est repris";
    EVERYBODY: "everybody that the filter finds", "toutes les entrées que trouve le filtre";
    CONTAINERS: "Containers", "Conteneurs";
    CONTAINERS_LEAD: "The nearest choice counts. Once one container is taken, all others are left out.", "Le choix le plus proche compte. Dès qu’un conteneur est repris, tous les autres sont exclus.";
    SHOW_CONTAINERS: "Show the directory’s containers", "Afficher les conteneurs de l’annuaire";
    NEAREST: "as above it", "comme au-dessus";
    TAKE: "take", "reprendre";
    LEAVE_OUT: "leave out", "exclure";
    CHOICE_OF: "What becomes of {0}", "Que devient {0}";
    GROUPS: "Only members of these groups", "Seulement les membres de ces groupes";
    GROUPS_LEAD: "One distinguished name a line; groups inside groups count. Empty: everybody.", "Un nom distinctif par ligne ; les groupes imbriqués comptent. Vide : tout le monde.";
    INCLUDE: "Only whom one of these rules names", "Seulement qui est nommé par une de ces règles";
    EXCLUDE: "Left as they are, whatever the directory says", "Laissés tels quels, quoi que dise l’annuaire";
    EXCLUDE_LEAD: "Neither made, nor changed, nor blocked.", "Ni créés, ni modifiés, ni bloqués.";
    ADD_RULE: "Add a rule", "Ajouter une règle";
    REMOVE_RULE: "Remove rule {0}", "Retirer la règle {0}";
    SUBJECT: "Looks at", "Porte sur";
    PERSON: "Person", "Personne";
    GROUP: "Group", "Groupe";
    CONTAINER: "Container", "Conteneur";
    ATTRIBUTE: "Attribute of the directory", "Attribut de l’annuaire";
    HOW: "Compared", "Comparaison";
    EXACT: "is", "est";
    SUBSTRING: "contains", "contient";
    REGEX: "matches (regular expression)", "correspond à (expression régulière)";
    FILTER: "is found by (LDAP filter)", "est trouvé par (filtre LDAP)";
    PATTERN: "With", "Avec";
    DISABLED: "Make nobody for disabled accounts", "Ne créer personne pour les comptes désactivés";
    TRY: "Try it", "Essayer";
    TRYING: "Reading the directory…", "Lecture de l’annuaire…";
    SAVE: "Save the choice", "Enregistrer le choix";
    SAVED: "The choice is saved. It counts from the next run on.", "Le choix est enregistré. Il compte dès la prochaine exécution.";
    TRY_FIRST: "Try the choice before you save it: it may take people out.", "Essayez le choix avant de l’enregistrer : il peut exclure des personnes.";
    NOBODY: "This takes nobody. Everybody who is here would be blocked or left as they are.", "Ce choix ne reprend personne. Toutes les personnes présentes seraient bloquées ou laissées telles quelles.";
    ABSENT_GROUPS: "These groups are not there, or may not be seen: {0}", "Ces groupes n’existent pas ou ne sont pas visibles : {0}";
    EXAMPLE: "Entry", "Entrée";
    BECOMES: "What becomes of it", "Ce qu’il en advient";
    GOES: "would be blocked", "serait bloquée";
    COMES: "would come in", "serait reprise";
    FROZEN_BY: "left as it is by rule {0}", "laissée telle quelle par la règle {0}";
    OUT_CONTAINER: "its container is left out", "son conteneur est exclu";
    OUT_GROUP: "in no chosen group", "dans aucun groupe choisi";
    OUT_INCLUSION: "no rule names it", "nommée par aucune règle";
    OUT_DISABLED: "disabled", "désactivée";
}

counted! {
    READ_COUNT: "{0} entry read" | "{0} entries read", "{0} entrée lue" | "{0} entrées lues";
    TAKEN_COUNT: "{0} taken" | "{0} taken", "{0} reprise" | "{0} reprises";
    COMES_COUNT: "{0} would come in" | "{0} would come in", "{0} serait reprise" | "{0} seraient reprises";
    GOES_COUNT: "{0} would be blocked" | "{0} would be blocked", "{0} serait bloquée" | "{0} seraient bloquées";
    FROZEN_COUNT: "{0} left as it is" | "{0} left as they are", "{0} laissée telle quelle" | "{0} laissées telles quelles";
    LEFT_OUT_COUNT: "{0} left out" | "{0} left out", "{0} exclue" | "{0} exclues";
    CONTAINERS_CHOSEN: "{0} container chosen" | "{0} containers chosen", "{0} conteneur choisi" | "{0} conteneurs choisis";
    GROUPS_CHOSEN: "{0} group" | "{0} groups", "{0} groupe" | "{0} groupes";
    RULES: "{0} rule" | "{0} rules", "{0} règle" | "{0} règles";
}
