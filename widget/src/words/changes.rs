//! Texts of changes: their states, the lists of them, and deciding on them.

use super::{counted, texts};

texts! {
    PROPOSED: "Proposed", "Proposée";
    APPROVED: "Approved", "Approuvée";
    EXPORTED: "Exported", "Exportée";
    APPLIED: "Applied", "Appliquée";
    CONFIRMED: "Confirmed", "Confirmée";
    REJECTED: "Rejected", "Refusée";
    WITHDRAWN: "Withdrawn", "Retirée";
    SUPERSEDED: "Replaced", "Remplacée";
    CONFLICT: "Conflict", "Conflit";
    NOT_TAKEN: "Not taken", "Non reprise";
    FAILED: "Failed", "Échec";
    WAITS: "waits", "en attente";
    PENDING_LEAD: "Waits for approval.", "En attente d’approbation.";
    APPROVED_LEAD: "Approved. It goes out with the next export.", "Approuvée. Elle partira avec le prochain export.";
    EXPORTED_LEAD: "Exported. The next run shows whether the directory has taken it.", "Exportée. La prochaine exécution montrera si l’annuaire l’a reprise.";
    APPLIED_LEAD: "In force. It needs no export.", "En vigueur. Aucun export n’est nécessaire.";
    CONFIRMED_LEAD: "The directory shows it.", "L’annuaire la montre.";
    REJECTED_LEAD: "An approver said no.", "Un approbateur a refusé.";
    WITHDRAWN_LEAD: "It was taken back.", "Elle a été retirée.";
    SUPERSEDED_LEAD: "A newer value came in its place.", "Une valeur plus récente a pris sa place.";
    CONFLICT_LEAD: "The directory got another value meanwhile. An approver chooses.", "L’annuaire a reçu une autre valeur entre-temps. Un approbateur choisit.";
    NOT_TAKEN_LEAD: "It was exported, but the directory did not take it.", "Elle a été exportée, mais l’annuaire ne l’a pas reprise.";
    FAILED_LEAD: "It could not be written.", "Elle n’a pas pu être écrite.";
    SUSPENDED: "Nothing moves while the person is blocked.", "Rien n’avance tant que la personne est bloquée.";
    BY: "by {0}", "par {0}";
    REASON: "Reason: {0}", "Motif : {0}";
    COMMENT: "Comment: {0}", "Commentaire : {0}";
    PROGRESS: "Progress of the change", "Avancement de la modification";
    MINE_EMPTY: "You have not proposed anything yet", "Vous n’avez encore rien proposé";
    MINE_EMPTY_LEAD: "Correct something on your profile, and follow it here until the directory shows it.", "Corrigez quelque chose sur votre profil, puis suivez-le ici jusqu’à ce que l’annuaire le montre.";
    TO_PROFILE: "Go to my profile", "Aller à mon profil";
    LEAD_MINE: "What you proposed, and how far each change has come.", "Ce que vous avez proposé, et où en est chaque modification.";
    WITHDRAW: "Withdraw", "Retirer";
    WITHDRAW_ASK: "Withdraw this change?", "Retirer cette modification ?";
    WITHDRAW_LEAD: "{0} stays as it was. You can propose it again at any time.", "{0} reste inchangé. Vous pourrez le proposer de nouveau à tout moment.";
    WITHDRAWN_DONE: "The change was withdrawn.", "La modification a été retirée.";
    REEXPORT: "Export again", "Exporter de nouveau";
    REEXPORTED: "It goes out with the next export.", "Elle partira avec le prochain export.";
    LEAD_APPROVALS: "Changes that wait for your decision. Nothing reaches the directory before it.", "Modifications en attente de votre décision. Rien n’atteint l’annuaire avant.";
    STATE_PENDING: "Waiting", "En attente";
    STATE_CONFLICT: "In conflict", "En conflit";
    STATE_NOT_TAKEN: "Not taken", "Non reprises";
    STATE_FAILED: "Failed", "En échec";
    SHOW: "Show", "Afficher";
    SEARCH_PERSON: "Search a person", "Rechercher une personne";
    APPROVE: "Approve", "Approuver";
    REJECT: "Reject", "Refuser";
    APPROVE_SELECTED: "Approve selected", "Approuver la sélection";
    REJECT_SELECTED: "Reject selected", "Refuser la sélection";
    REJECT_ASK: "Why are you rejecting?", "Pourquoi refusez-vous ?";
    REJECT_LEAD: "Whoever proposed it reads this.", "La personne qui a proposé lira ce motif.";
    REASON_LABEL: "Reason", "Motif";
    REASON_NEEDED: "Enter a reason.", "Saisissez un motif.";
    KEEP_MINE: "Keep the proposal", "Garder la proposition";
    TAKE_THEIRS: "Take the directory’s value", "Prendre la valeur de l’annuaire";
    BASE: "When proposed", "Lors de la proposition";
    IN_DIRECTORY: "In the directory now", "Dans l’annuaire";
    PROPOSAL: "Proposal", "Proposition";
    STALE: "This changed while you were looking. Here is how it stands now; please decide again.", "Ceci a changé entre-temps. Voici l’état actuel ; veuillez décider de nouveau.";
    NOT_YOURS: "Somebody else decides on this one.", "La décision revient à quelqu’un d’autre.";
    NONE_WAITING: "Nothing waits for you", "Rien ne vous attend";
    NONE_WAITING_LEAD: "When somebody proposes a change that you decide on, it appears here.", "Dès qu’une modification relève de votre décision, elle apparaît ici.";
    NONE_FOUND: "No change matches", "Aucune modification ne correspond";
    NONE_FOUND_LEAD: "Change the filters to see others.", "Modifiez les filtres pour en voir d’autres.";
    SOME_REFUSED: "{0} decided, {1} not: see the marked ones.", "{0} traitées, {1} non : voir celles qui sont marquées.";
    PROPOSED_BY: "{0} · {1}", "{0} · {1}";
}

counted! {
    SELECTED: "{0} selected" | "{0} selected", "{0} sélectionnée" | "{0} sélectionnées";
    APPROVED_COUNT: "{0} change approved." | "{0} changes approved.", "{0} modification approuvée." | "{0} modifications approuvées.";
    REJECTED_COUNT: "{0} change rejected." | "{0} changes rejected.", "{0} modification refusée." | "{0} modifications refusées.";
    DECIDED_COUNT: "{0} change decided." | "{0} changes decided.", "{0} modification traitée." | "{0} modifications traitées.";
    REJECT_COUNT: "Reject {0} change" | "Reject {0} changes", "Refuser {0} modification" | "Refuser {0} modifications";
}
