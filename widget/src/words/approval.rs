//! Texts of approval in levels: who decides next, deciding on all at once, and standing in.

use super::{counted, texts};

texts! {
    LEVEL_OF: "Level {0} of {1}.", "Niveau {0} sur {1}.";
    LEVEL_PASSED: "Level {0} approved", "Niveau {0} approuvé";
    WAITS_FOR: "Waits for {0} since {1}.", "En attente de {0} depuis le {1}.";
    DUE: "From {0} on others are asked too.", "À partir du {0}, d’autres seront aussi sollicités.";
    ON_BEHALF: "You decide in the place of {0}.", "Vous décidez à la place de {0}.";
    FOR_WHOM: "for {0}", "pour {0}";
    OR: " or ", " ou ";
    ADMINS: "the administrators", "les administrateurs";
    MANAGER: "{0} (manager)", "{0} (responsable)";
    MANAGERS_MANAGER: "{0} (manager’s manager)", "{0} (responsable du responsable)";
    GROUP: "the group {0}", "le groupe {0}";
    OWNER: "{0} (owner)", "{0} (propriétaire)";
    PASSED_ON: "Your yes is noted. It now waits for the next level.", "Votre accord est noté. Le niveau suivant doit maintenant décider.";
    MINE: "Waiting for me", "En attente de moi";
    ALL_APPROVE: "Approve all that match", "Approuver tout ce qui correspond";
    ALL_REJECT: "Reject all that match", "Refuser tout ce qui correspond";
    ALL_LEAD: "It concerns what waits for you now, as it stands at this moment. What moves meanwhile is left out and marked.", "Cela concerne ce qui vous attend à cet instant, dans son état actuel. Ce qui change entre-temps est laissé de côté.";
    ALL_NONE: "Nothing that matches waits for you.", "Rien de ce qui correspond ne vous attend.";
    ALL_PROGRESS: "{0} of {1} decided …", "{0} sur {1} traitées…";
    ALL_MORE: "Only the oldest {0} of {1} are decided at once.", "Seules les {0} plus anciennes sur {1} sont traitées à la fois.";
    AWAY: "When you are away", "Quand vous êtes absent";
    AWAY_LEAD: "Name a colleague who decides for you on what is asked of you as a manager, an owner, a member of a group or by name. Your roles are not handed on, and nobody decides on their own changes.", "Nommez un collègue qui décide à votre place de ce qui vous est demandé en tant que responsable, propriétaire, membre d’un groupe ou nommément. Vos rôles ne sont pas transmis, et personne ne décide de ses propres modifications.";
    AWAY_NONE: "Nobody stands in for you, and you stand in for nobody.", "Personne ne vous remplace et vous ne remplacez personne.";
    STANDS_IN: "{0} stands in for {1}, {2} to {3}.", "{0} remplace {1}, du {2} au {3}.";
    STAND_IN: "User name of whoever stands in", "Nom d’utilisateur du remplaçant";
    FROM: "From", "Du";
    UNTIL: "Until", "Au";
    NO_STAND_IN: "Say who stands in.", "Indiquez qui vous remplace.";
    NO_DAY: "Choose a day.", "Choisissez un jour.";
    ENDS_BEFORE: "This is before the first day: exchange them.", "Ceci précède le premier jour : échangez-les.";
    IS_PAST: "This day is past: choose today or a later one.", "Ce jour est passé : choisissez aujourd’hui ou plus tard.";
    NAME: "Name a stand-in", "Nommer un remplaçant";
    END: "End", "Mettre fin";
    END_ASK: "Shall {0} no longer stand in for {1}?", "{0} ne doit plus remplacer {1} ?";
    END_LEAD: "From now on only whoever was asked decides. What was decided meanwhile stands.", "Désormais, seule la personne sollicitée décide. Ce qui a été décidé entre-temps reste.";
    NAMED: "{0} stands in.", "{0} vous remplace.";
    STAND_INS: "Stand-ins", "Remplaçants";
    STAND_INS_LEAD: "Who decides in the place of this person, and in whose place this person decides. People name their own on the page of approvals; do it here for whoever cannot.", "Qui décide à la place de cette personne, et à la place de qui elle décide. Chacun nomme le sien sur la page des approbations ; faites-le ici pour qui ne le peut pas.";
    STAND_INS_NONE: "Nobody stands in for this person, and this person stands in for nobody.", "Personne ne remplace cette personne, et elle ne remplace personne.";
    NAME_FOR: "Name a stand-in for {0}", "Nommer un remplaçant pour {0}";
    WHO_STANDS_IN: "Who stands in", "Qui remplace";
    CHOSEN: "{0} is to stand in.", "{0} doit remplacer.";
    NO_ONE_CHOSEN: "Search for a person and choose one of those found.", "Cherchez une personne et choisissez-en une parmi les résultats.";
    SAME_PERSON: "Nobody stands in for themselves: choose somebody else.", "Personne ne se remplace soi-même : choisissez quelqu’un d’autre.";
    NO_SIGN_IN: "This person has no user name and cannot sign in: choose somebody else.", "Cette personne n’a pas d’identifiant et ne peut pas se connecter : choisissez quelqu’un d’autre.";
    STAND_IN_GETS: "They decide on what is asked of the absent person as a manager, an owner, a member of a group or by name. Roles are not handed on, and nobody decides on their own changes.", "Cette personne décide de ce qui est demandé à l’absent en tant que responsable, propriétaire, membre d’un groupe ou nommément. Les rôles ne sont pas transmis, et personne ne décide de ses propres modifications.";
    NAMED_FOR: "{0} stands in for {1}.", "{0} remplace {1}.";
    ENDED: "It was ended.", "C’est terminé.";
}

counted! {
    ALL_APPROVE_ASK: "Approve {0} change?" | "Approve {0} changes?", "Approuver {0} modification ?" | "Approuver {0} modifications ?";
    ALL_APPROVE_DO: "Approve {0} change" | "Approve {0} changes", "Approuver {0} modification" | "Approuver {0} modifications";
}
