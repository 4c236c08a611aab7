//! Texts of the audit log: what each action is called.

use super::texts;

texts! {
    LEAD: "Everything that was done, newest first. Rows cannot be changed or removed; values are never kept in them.", "Tout ce qui a été fait, du plus récent au plus ancien. Les lignes ne peuvent être ni modifiées ni supprimées ; elles ne contiennent jamais de valeurs.";
    ACTION: "Action", "Action";
    ALL: "All actions", "Toutes les actions";
    WHEN: "When", "Quand";
    WHO: "Who", "Qui";
    WHAT: "Action", "Action";
    ABOUT: "About", "Au sujet de";
    DETAIL: "Details", "Détails";
    SYSTEM: "Amend", "Amend";
    ONLY: "Only {0}", "Seulement {0}";
    NONE: "No such row", "Aucune ligne";
    NONE_LEAD: "Change the filters to see others.", "Modifiez les filtres pour en voir d’autres.";
    EXPORT: "Export {0}", "Export {0}";
    ROLE: "Role: {0}", "Rôle : {0}";
    DIRECTORY: "Directory “{0}”", "Annuaire « {0} »";
    LOCAL: "as a local administrator", "comme administrateur local";
    SESSION_OPEN: "Signed in", "Connexion";
    SESSION_CLOSE: "Signed out", "Déconnexion";
    SESSION_REFUSED: "Sign-in refused", "Connexion refusée";
    REQUEST_REFUSED: "Request refused", "Demande refusée";
    PROFILE_REFUSED: "Save refused", "Enregistrement refusé";
    CHANGE_PROPOSE: "Change proposed", "Modification proposée";
    CHANGE_APPROVE: "Change approved", "Modification approuvée";
    CHANGE_REJECT: "Change rejected", "Modification refusée";
    CHANGE_WITHDRAW: "Change withdrawn", "Modification retirée";
    CHANGE_EXPORT: "Change exported", "Modification exportée";
    CHANGE_APPLY: "Change in force", "Modification en vigueur";
    CHANGE_CONFIRM: "Change confirmed", "Modification confirmée";
    CHANGE_NOT_TAKE: "Change not taken by the directory", "Modification non reprise par l’annuaire";
    CHANGE_FAIL: "Change could not be written", "Modification non écrite";
    CHANGE_COLLIDE: "Conflict found", "Conflit constaté";
    CHANGE_RECONCILE: "Conflict over", "Conflit terminé";
    CHANGE_KEEP: "Conflict decided for the proposal", "Conflit tranché pour la proposition";
    CHANGE_SUPERSEDE: "Change replaced", "Modification remplacée";
    CHANGE_REEXPORT: "Change put up for export again", "Modification remise à exporter";
    CHANGE_MOVED_ON: "Directory moved on to another value", "Annuaire passé à une autre valeur";
    EXPORT_MAKE: "Export made", "Export créé";
    EXPORT_DOWNLOAD: "Export downloaded", "Export téléchargé";
    PERSON_BLOCK: "Person blocked", "Personne bloquée";
    PERSON_UNBLOCK: "Person let back in", "Personne débloquée";
    ATTRIBUTE_SET: "Attribute set", "Attribut réglé";
    ATTRIBUTE_SET_LOCKS: "All attributes locked or unlocked", "Tous les attributs verrouillés ou déverrouillés";
    RUN_START: "Run started", "Exécution lancée";
    RUN_END: "Run ended", "Exécution terminée";
    RUN_CANCEL: "Run cancelled", "Exécution annulée";
    RUN_RELEASE: "Held run released", "Exécution retenue libérée";
    RUN_DISCARD: "Held run discarded", "Exécution retenue abandonnée";
    ADMIN_CREATE: "Local administrator made", "Administrateur local créé";
    ADMIN_GRANT: "Role granted", "Rôle attribué";
    ADMIN_REVOKE: "Role revoked", "Rôle retiré";
}
