//! Texts of writing into the directory itself.

use super::{counted, texts};

texts! {
    OFF: "Amend writes nothing to this directory by itself", "Amend n’écrit rien de lui-même dans cet annuaire";
    OFF_LEAD: "What is approved waits for a file that you hand to whoever maintains the directory.", "Ce qui est approuvé attend un fichier, que vous remettez à ceux qui tiennent l’annuaire.";
    ON: "Amend writes this directory by itself", "Amend écrit lui-même dans cet annuaire";
    ON_LEAD: "What is approved is written at once, and only where the directory still holds what was approved against. The next run confirms it.", "Ce qui est approuvé est écrit aussitôt, et seulement là où l’annuaire contient encore la valeur d’origine. La prochaine exécution le confirme.";
    ON_SINCE: "Turned on {0}.", "Activé {0}.";
    ON_SINCE_BY: "Turned on {0} by {1}.", "Activé {0} par {1}.";
    TURN_ON: "Have Amend write them…", "Laisser Amend les écrire…";
    TURN_ON_TITLE: "Have Amend write to {0}", "Laisser Amend écrire dans {0}";
    TURN_OFF: "Turn writing off…", "Désactiver l’écriture…";
    TURN_OFF_TITLE: "Turn writing to {0} off?", "Désactiver l’écriture dans {0} ?";
    TURN_OFF_LEAD: "What is not written yet then waits for a file. What is written already stays.", "Ce qui n’est pas encore écrit attendra alors un fichier. Ce qui est déjà écrit reste.";
    TURN_OFF_DO: "Turn it off", "Désactiver";
    CHANGE_LIMIT: "Change the limit…", "Modifier la limite…";
    CHANGE_LIMIT_TITLE: "How much is written to {0}", "Combien est écrit dans {0}";
    SAVE_LIMIT: "Save the limit", "Enregistrer la limite";
    IS_SET: "The limit is set.", "La limite est enregistrée.";
    TURN_ON_DO: "Turn it on", "Activer";
    IS_ON: "Amend writes what is approved from now on.", "Amend écrit désormais ce qui est approuvé.";
    IS_OFF: "What is approved waits for a file from now on.", "Ce qui est approuvé attend désormais un fichier.";
    TESTED: "Whether the account may write each attribute was tested; nothing was changed.", "Le droit du compte d’écrire chaque attribut a été testé ; rien n’a été modifié.";
    TEST_FAILED: "It could not be tested: {0}", "Le test n’a pas pu être fait : {0}";
    FIRST_MEND: "It can be turned on once every attribute may be written.", "L’activation est possible dès que chaque attribut peut être écrit.";
    LIMIT: "Values within an hour, at most", "Valeurs par heure, au plus";
    LIMIT_LEAD: "When they are used up, the rest waits.", "Une fois ce nombre atteint, le reste attend.";
    LIMIT_WRONG: "A whole number from 1 to 1,000,000", "Un nombre entier de 1 à 1 000 000";
    PREVIEW: "Show what would be written…", "Montrer ce qui serait écrit…";
    PREVIEW_TITLE: "What would be written to {0} now", "Ce qui serait écrit maintenant dans {0}";
    PREVIEW_LEAD: "Nothing is sent by looking. A value is written only where the directory still holds the one that is crossed out.", "Regarder n’envoie rien. Une valeur n’est écrite que là où l’annuaire contient encore celle qui est barrée.";
    PREVIEW_NONE: "Nothing would be written now: nothing that was approved waits.", "Rien ne serait écrit maintenant : rien d’approuvé n’attend.";
    HOLDS_ANYTHING: "in place of whatever stands there", "à la place de ce qui s’y trouve";
    IN_DIRECTORY: "In the directory", "Dans l’annuaire";
    MAY: "Right", "Droit";
    MAY_YES: "may be written", "peut être écrit";
    MAY_NO: "the account may not write it: give it the right, or take the attribute out of the mapping", "le compte n’a pas le droit d’écriture : accordez-le, ou retirez l’attribut de la correspondance";
    MAY_UNKNOWN: "the directory does not know it: correct its name in the mapping", "l’annuaire ne le connaît pas : corrigez son nom dans la correspondance";
    MAY_NAMES: "names the entry: a change needs a rename in the directory and is not written", "nomme l’entrée : une modification exige un renommage dans l’annuaire et n’est pas écrite";
    MAY_NOT_TOLD: "the directory did not tell: ask who administers it", "l’annuaire ne l’a pas dit : demandez à ceux qui l’administrent";
    HOUR: "{0} of {1} values within the last hour", "{0} valeurs sur {1} dans la dernière heure";
    USED_UP: "The limit of this hour is used up; the rest waits.", "La limite de cette heure est atteinte ; le reste attend.";
    TROUBLE: "The directory cannot be written now: {0}", "L’annuaire n’est pas accessible en écriture : {0}";
    NEXT: "It is tried again {0}.", "Nouvel essai {0}.";
    QUEUE: "What is on its way, and what was written lately", "Ce qui est en route, et ce qui a été écrit récemment";
    QUEUE_NONE: "Nothing is on its way, and nothing was written within the last days.", "Rien n’est en route, et rien n’a été écrit ces derniers jours.";
    QUEUE_NONE_OF_IT: "Nothing of the kind.", "Rien de tel.";
    SEARCH: "Search people", "Rechercher des personnes";
    ANY_STATE: "All states", "Tous les états";
    OF_STATE: "State", "État";
    WHERE: "Where it is", "Où elle en est";
    WAITING: "waiting", "en attente";
    QUEUED: "queued", "en file";
    SENDING: "being written", "en cours d’écriture";
    DONE: "written", "écrite";
    BY_FILE: "in a file", "dans un fichier";
    FAILED: "tried again", "nouvel essai";
    PARKED: "stopped", "arrêtée";
    CANCELLED: "taken back", "annulée";
    AGAIN: "Try again", "Réessayer";
    AGAIN_OF: "Try again: {0} of {1}", "Réessayer : {0} de {1}";
    AGAIN_ALL: "Try all of these again", "Tout réessayer";
    IS_AGAIN: "It is tried again.", "Nouvel essai en cours.";
}

counted! {
    ARE_WAITING: "{0} waiting" | "{0} waiting", "{0} en attente" | "{0} en attente";
    ARE_SENDING: "{0} being written" | "{0} being written", "{0} en cours d’écriture" | "{0} en cours d’écriture";
    ARE_FAILED: "{0} tried again" | "{0} tried again", "{0} à réessayer" | "{0} à réessayer";
    ARE_PARKED: "{0} stopped" | "{0} stopped", "{0} arrêtée" | "{0} arrêtées";
    TRIES: "{0} attempt" | "{0} attempts", "{0} essai" | "{0} essais";
    WAIT_FOR_FILE: "{0} value waits for a file" | "{0} values wait for a file", "{0} valeur attend un fichier" | "{0} valeurs attendent un fichier";
}
