//! Texts of what was approved and is not in the directory yet.

use super::{counted, texts};

texts! {
    TITLE: "Not in the directory yet", "Pas encore dans l’annuaire";
    LEAD: "What was approved days ago and the directory does not show, with where it is stuck and what to do.", "Ce qui a été approuvé il y a plusieurs jours et que l’annuaire ne montre pas : où c’est bloqué, et que faire.";
    BACK: "To the exports", "Vers les exports";
    NONE: "Nothing is overdue", "Rien n’est en retard";
    NONE_LEAD: "Whatever was approved long enough ago is in the directory. After how many days a value is listed here is set with the exports.", "Tout ce qui a été approuvé depuis assez longtemps est dans l’annuaire. Le nombre de jours se règle avec les exports.";
    NONE_OF_IT: "Nothing of the kind is overdue.", "Rien de tel n’est en retard.";
    SEARCH: "Search people", "Rechercher des personnes";
    ANY: "Stuck anywhere", "Bloquées n’importe où";
    OF_STUCK: "Where it is stuck", "Où c’est bloqué";
    SINCE: "Approved", "Approuvée";
    WHAT_TO_DO: "What to do", "Que faire";
    NO_FILE: "no file", "sans fichier";
    NOT_DOWNLOADED: "file not downloaded", "fichier non téléchargé";
    NOT_WRITTEN: "not written yet", "pas encore écrite";
    STOPPED: "stopped", "arrêtée";
    NOT_READ: "no run since", "aucune exécution depuis";
    NOT_SHOWN: "not shown by the directory", "non montrée par l’annuaire";
    NOT_TAKEN: "not taken", "non reprise";
    DO_FILE: "No file was made since: make an export and hand it over.", "Aucun fichier n’a été créé depuis : créez un export et remettez-le.";
    DO_DOWNLOAD: "It is in {0}, made {1} and never downloaded: download the file and hand it over.", "Elle est dans {0}, créé {1} et jamais téléchargé : téléchargez le fichier et remettez-le.";
    DO_WAIT: "Amend writes this directory and has not written it yet.", "Amend écrit cet annuaire et ne l’a pas encore écrite.";
    DO_MEND: "Amend cannot write it. Mend the cause, then try it again.", "Amend ne peut pas l’écrire. Corrigez la cause, puis réessayez.";
    DO_RUN: "It was handed over {0}, and no run has read the directory since: start a run.", "Elle a été remise {0}, et aucune exécution n’a lu l’annuaire depuis : lancez une exécution.";
    DO_LOOK: "It was handed over {0}, and the directory still says {1}: see whether it was fed in.", "Elle a été remise {0}, et l’annuaire dit encore {1} : vérifiez qu’elle a été reprise.";
    DO_AGAIN: "It was handed over {0}, and the directory still says {1}: find out why, then export it again on the person’s page.", "Elle a été remise {0}, et l’annuaire dit encore {1} : trouvez pourquoi, puis exportez-la de nouveau sur la page de la personne.";
    DO_SWITCH_ON: "Its row of the template is off: switch it on again, or have the change withdrawn.", "Sa ligne du modèle est désactivée : réactivez-la, ou faites retirer la modification.";
    DO_RENAME: "It is part of the name of the entry: rename the entry in the directory.", "Elle fait partie du nom de l’entrée : renommez l’entrée dans l’annuaire.";
    NOTHING: "nothing", "rien";
    TO_FILE: "To the file", "Vers le fichier";
    TO_QUEUE: "To the queue", "Vers la file";
    ALARM_OFF: "Nobody is told of approved values that do not reach the directory.", "Personne n’est prévenu des valeurs approuvées qui n’atteignent pas l’annuaire.";
    CHANGE_DAYS: "Change the days…", "Modifier le délai…";
    DAYS: "Days after the approval", "Jours après l’approbation";
    DAYS_LEAD: "From then on a value that is not in the directory is listed, and those who export are told, once for each change. 0: never.", "Dès lors, une valeur absente de l’annuaire est listée, et ceux qui exportent sont prévenus, une fois par modification. 0 : jamais.";
    DAYS_WRONG: "A whole number from 0 to 365", "Un nombre entier de 0 à 365";
    DAYS_TITLE: "When values of {0} are overdue", "Quand les valeurs de {0} sont en retard";
    SAVE: "Save", "Enregistrer";
    SAVED: "The days are set.", "Le délai est enregistré.";
}

counted! {
    LATE: "{0} value not in the directory yet" | "{0} values not in the directory yet", "{0} valeur pas encore dans l’annuaire" | "{0} valeurs pas encore dans l’annuaire";
    ALARM: "Values are overdue {0} day after their approval." | "Values are overdue {0} days after their approval.", "Les valeurs sont en retard {0} jour après leur approbation." | "Les valeurs sont en retard {0} jours après leur approbation.";
}
