//! Texts of the lists of people and of one person's page.

use super::{counted, texts};

texts! {
    LEAD: "Find people, see what is missing, and put it right.", "Trouvez des personnes, voyez ce qui manque et corrigez-le.";
    MORE: "Show more people", "Afficher d’autres personnes";
    SEARCH_NAME: "Search by name", "Rechercher par nom";
    SEARCH: "Search name, user name or e-mail", "Rechercher nom, identifiant ou e-mail";
    MISSING: "Missing", "Manquant";
    MISSING_NONE: "complete", "complet";
    STATUS: "Status", "Statut";
    ACTIVE: "Active", "Actives";
    BLOCKED: "Blocked", "Bloquées";
    NAME: "Name", "Nom";
    MAIL: "E-mail", "E-mail";
    IS_BLOCKED: "Blocked", "Bloquée";
    LOCAL: "Not in the directory", "Absente de l’annuaire";
    NONE: "There is nobody yet", "Il n’y a encore personne";
    NONE_LEAD: "People appear here after the first run of a source.", "Les personnes apparaissent ici après la première exécution d’une source.";
    NONE_FOUND: "Nobody matches", "Personne ne correspond";
    NONE_FOUND_LEAD: "Change the search or the filters.", "Modifiez la recherche ou les filtres.";
    FILL: "How complete the profiles are", "Complétude des profils";
    FILL_OF: "{0} of {1} have it", "{0} sur {1} l’ont";
    PERCENT: "{0} %", "{0} %";
    BACK: "Back to the list", "Retour à la liste";
    PREVIOUS: "Previous", "Précédente";
    NEXT: "Next", "Suivante";
    WALK: "Walk through the list", "Parcourir la liste";
    AS_ADMIN: "You are editing as an administrator: locked fields too. Your edit is recorded as yours.", "Vous modifiez en tant qu’administrateur, champs verrouillés compris. La modification est enregistrée à votre nom.";
    BLOCKED_LEFT: "Blocked {0}: the last complete run no longer found this person.", "Bloquée {0} : la dernière exécution complète n’a plus trouvé cette personne.";
    BLOCKED_DISABLED: "Blocked {0}: the account is disabled in the directory.", "Bloquée {0} : le compte est désactivé dans l’annuaire.";
    BLOCKED_ADMIN: "Blocked {0} by an administrator.", "Bloquée {0} par un administrateur.";
    BLOCKED_EFFECT: "Blocked people cannot sign in; their open changes wait.", "Une personne bloquée ne peut pas se connecter ; ses modifications ouvertes attendent.";
    READ_ANEW: "Read from the directory now", "Relire dans l’annuaire";
    BLOCK: "Block", "Bloquer";
    BLOCK_ASK: "Block {0}?", "Bloquer {0} ?";
    BLOCK_NOTE: "Why, for the others who look at this person", "Pourquoi, pour les autres qui consultent cette personne";
    BLOCK_NOTE_NEEDED: "Enter a note.", "Saisissez une note.";
    BLOCK_DONE: "{0} is blocked.", "{0} est bloquée.";
    UNBLOCK: "Let back in", "Débloquer";
    UNBLOCK_ASK: "Let {0} back in?", "Débloquer {0} ?";
    UNBLOCK_PIN: "Stay in even if the directory says otherwise", "Garder l’accès même si l’annuaire dit le contraire";
    UNBLOCK_LEAD: "Without this, the next run may block the person again.", "Sans cela, la prochaine exécution peut bloquer de nouveau la personne.";
    UNBLOCK_DONE: "{0} is back in.", "{0} est débloquée.";
    IN_NO_SOURCE: "In no directory", "Dans aucun annuaire";
    BLOCKED_SEAT: "Waiting since {0}: no seat was free. The person is let in by itself when one is.", "En attente {0} : aucune place n’était libre. L’accès s’ouvre de lui-même dès qu’il y en a une.";
    WHY_SEAT: "waiting for a seat, {0}", "en attente d’une place, {0}";
    BECAUSE_SEAT: "No seat is free; let in by itself when one is.", "Aucune place libre ; accès automatique dès qu’il y en a une.";
    BLOCKED_BACK: "Out since {0}: the directory has this person back, and an administrator decides whether to let them in.", "Dehors depuis {0} : l’annuaire a de nouveau cette personne, un administrateur décide de son retour.";
    WHY_BACK: "back in the directory, waits to be let in, {0}", "de retour dans l’annuaire, attend l’accès, {0}";
    BECAUSE_BACK: "Back in the directory; waits until an administrator lets them in.", "De retour dans l’annuaire ; attend qu’un administrateur ouvre l’accès.";
    SEATS: "{0} of {1} seats taken", "{0} places prises sur {1}";
    WHY_LEFT: "not found any more, {0}", "introuvable, {0}";
    WHY_DISABLED: "disabled in the directory, {0}", "désactivée dans l’annuaire, {0}";
    BLOCKED_LIKE: "Blocked {0}: like somebody whom an administrator has blocked. Whoever knows better lets the person in.", "Bloquée {0} : semblable à une personne bloquée par un administrateur. Qui sait mieux peut la débloquer.";
    BECAUSE_LIKE: "like somebody whom an administrator has blocked", "semblable à une personne bloquée par un administrateur";
    WHY_LIKE: "like somebody who is blocked, {0}", "semblable à une personne bloquée, {0}";
    WHY_ADMIN: "by an administrator, {0}", "par un administrateur, {0}";
    PURGE: "Delete for good", "Supprimer définitivement";
    PURGE_FROM: "Can be deleted for good from {0}.", "Suppression définitive possible à partir du {0}.";
    PURGE_ASK: "Delete {0} for good?", "Supprimer définitivement {0} ?";
    PURGE_LEAD: "The profile, its changes and its history in Amend are deleted and cannot be brought back. The audit log keeps that it was done, without a value; files that were exported stay as they are.", "Le profil, ses modifications et son historique dans Amend sont supprimés sans retour possible. Le journal d’audit en garde la trace, sans aucune valeur ; les fichiers déjà exportés restent tels quels.";
    PURGE_TYPE: "To go on, type {0}", "Pour continuer, saisissez {0}";
    PURGE_OTHER: "This is not the name.", "Ce n’est pas le nom.";
    PURGE_DONE: "{0} is deleted.", "{0} est supprimée.";
    HISTORY: "Everything that happened: the history", "Tout ce qui s’est passé : l’historique";
    THEIR_CHANGES: "Changes", "Modifications";
    NO_CHANGES: "Nobody has proposed anything for this person.", "Personne n’a rien proposé pour cette personne.";
    DN: "Distinguished name", "Nom distinctif";
}

counted! {
    ACTIVE_COUNT: "{0} active" | "{0} active", "{0} active" | "{0} actives";
    BLOCKED_COUNT: "{0} blocked" | "{0} blocked", "{0} bloquée" | "{0} bloquées";
    SEAT_WAITING: "{0} waits for a seat" | "{0} wait for a seat", "{0} attend une place" | "{0} attendent une place";
    MISSING_COUNT: "{0} missing" | "{0} missing", "{0} manquant" | "{0} manquants";
    PENDING_COUNT: "{0} waiting" | "{0} waiting", "{0} en attente" | "{0} en attente";
    FOUND: "{0} person" | "{0} people", "{0} personne" | "{0} personnes";
}
