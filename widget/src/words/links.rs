//! Texts about which entries of directories a person is followed by.

use super::{counted, texts};

texts! {
    TITLE: "In the directory", "Dans l’annuaire";
    NONE: "No directory follows this person: what stands here is edited here alone.", "Aucun annuaire ne suit cette personne : ses données ne se modifient qu’ici.";
    SAID: "What the directory said last", "Ce que l’annuaire a dit en dernier";
    FOLLOWED: "followed", "suivie";
    AWAY: "gone {0}", "disparue {0}";
    DETACHED: "taken off {0}", "détachée {0}";
    DETACH: "Take off the directory", "Détacher de l’annuaire";
    DETACH_ASK: "Take {0} off the directory?", "Détacher {0} de l’annuaire ?";
    DETACH_LEAD: "The profile keeps what it has now and all its changes; what was approved and not yet exported is in force at once. No run changes or blocks this person until somebody links them again. Nobody can sign in as them meanwhile, since Amend keeps no passwords.", "Le profil garde ses données actuelles et toutes ses modifications ; ce qui est approuvé et pas encore exporté prend effet aussitôt. Aucune exécution ne modifie ni ne bloque cette personne tant qu’elle n’est pas liée de nouveau. D’ici là, elle ne peut pas se connecter, car Amend ne conserve aucun mot de passe.";
    DETACH_DONE: "{0} is no longer followed.", "{0} n’est plus suivie.";
    SOURCE: "Directory", "Annuaire";
    ENTRY: "User name or distinguished name of the entry", "Nom d’utilisateur ou nom distinctif de la fiche";
    ENTRY_NEEDED: "Enter which entry.", "Indiquez la fiche.";
    TRY: "See what would happen", "Voir ce qui se passerait";
    ATTACH_ASK: "Link {0} to this entry?", "Lier {0} à cette fiche ?";
    ATTACH: "Link", "Lier";
    REPLACES: "The entry that was followed before, {0}, is not followed any more.", "La fiche suivie auparavant, {0}, ne l’est plus.";
    NAME_HELD: "The user name {0} is held by {1}, so the present one stays.", "Le nom d’utilisateur {0} est détenu par {1} ; l’actuel est conservé.";
    DISABLED: "The account is disabled: the person will be blocked.", "Le compte est désactivé : la personne sera bloquée.";
    SAME: "Every value stays as it is.", "Toutes les valeurs restent telles quelles.";
    VALUES: "What will be shown instead", "Ce qui sera affiché à la place";
    RECEIVED: "As the directory sent it", "Tel que l’annuaire l’a envoyé";
    RECEIVED_LEAD: "The entry when it was last another than before, as it came: the attributes that are mapped or that a rule needs, since no others are asked for. Passwords, and whatever is named like one, are never kept.", "La fiche telle qu’elle est arrivée lors de son dernier changement : les attributs associés ou nécessaires à une règle, car aucun autre n’est demandé. Les mots de passe et ce qui en porte le nom ne sont jamais conservés.";
    RECEIVED_AT: "read {0}", "lue le {0}";
    RECEIVED_NOT_YET: "Not kept yet: it comes with the next full run.", "Pas encore conservée : elle le sera à la prochaine exécution complète.";
    RECEIVED_NOBODY: "This person is in no directory.", "Cette personne n’est dans aucun annuaire.";
    RECEIVED_MORE: "The entry is longer than what is kept of one: the rest is left out.", "La fiche est plus longue que ce qui est conservé : le reste est omis.";
    RECEIVED_BLANK: "no value", "aucune valeur";
    RECEIVED_BASE64: "bytes, in Base64", "octets, en Base64";
    RECEIVED_CUT: "the beginning of {0} bytes", "le début de {0} octets";
    RECEIVED_LONG: "in place of {0} bytes", "à la place de {0} octets";
}

counted! {
    KEPT: "{0} change stays with the profile." | "{0} changes stay with the profile.", "{0} modification reste avec le profil." | "{0} modifications restent avec le profil.";
}
