//! Texts about who holds which role.

use super::{counted, texts};

texts! {
    LEAD: "Who may do more than look after their own profile, where that comes from, and for whom it holds.", "Qui peut faire plus que tenir son propre profil, d’où cela vient et pour qui cela vaut.";
    NAME: "Name", "Nom";
    ROLES: "Roles", "Rôles";
    YOU: "you", "vous";
    LOCAL: "local account", "compte local";
    CANNOT_SIGN_IN: "Blocked", "Bloqué";
    NONE: "Nobody holds a role", "Personne n’a de rôle";
    NONE_LEAD: "Grant one to somebody who is to help.", "Attribuez-en un à qui doit aider.";
    GRANT: "Grant a role", "Attribuer un rôle";
    GRANT_TO: "To whom", "À qui";
    FIND: "Find a person by name, user name or e-mail", "Chercher une personne par nom, identifiant ou e-mail";
    FOUND: "People found", "Personnes trouvées";
    CHOSEN: "{0} gets it.", "Pour {0}.";
    CHOOSE_SOMEBODY: "Choose who gets the role.", "Choisissez qui reçoit le rôle.";
    ROLE: "Role", "Rôle";
    SERVICE_DESK: "Service desk", "Assistance";
    SERVICE_DESK_LEAD: "Reads people and what becomes of their changes, and changes nothing.", "Lit les personnes et le sort de leurs modifications, sans rien modifier.";
    PEOPLE_ADMIN: "People administrator", "Administration des personnes";
    PEOPLE_ADMIN_LEAD: "Edits people, blocks them and decides on changes.", "Modifie et bloque les personnes, décide des modifications.";
    DIRECTORY_ADMIN: "Directory administrator", "Administration des annuaires";
    DIRECTORY_ADMIN_LEAD: "Sets up directories and runs them.", "Configure les annuaires et lance leur lecture.";
    EXPORT_OPERATOR: "Export operator", "Exploitation des exports";
    EXPORT_OPERATOR_LEAD: "Makes and downloads the files for the directory, and nothing else.", "Crée et télécharge les fichiers pour l’annuaire, rien d’autre.";
    AUDITOR: "Auditor", "Audit";
    AUDITOR_LEAD: "Reads everything and changes nothing.", "Lit tout, ne modifie rien.";
    SYSTEM_ADMIN: "System administrator", "Administration du système";
    SYSTEM_ADMIN_LEAD: "May do everything, grant every role too.", "Peut tout faire, y compris attribuer tous les rôles.";
    WHERE: "For whom it holds", "Pour qui cela vaut";
    EVERYWHERE: "Everybody", "Tout le monde";
    WITHIN: "People in these parts of the directory", "Les personnes de ces parties de l’annuaire";
    WITHIN_LEAD: "Whoever moves there comes in, whoever leaves is out, with the next run. People whom no directory has are in no part.", "Qui y arrive est inclus, qui en part ne l’est plus, dès la prochaine exécution. Les personnes absentes de tout annuaire n’y figurent pas.";
    CONTAINERS: "Containers", "Conteneurs";
    GROUPS: "Groups", "Groupes";
    GROUPS_LEAD: "One distinguished name on each line; groups inside them count too.", "Un nom distinctif par ligne ; les groupes imbriqués comptent.";
    NO_PARTS: "Choose a container or name a group, or let it hold for everybody.", "Choisissez un conteneur ou nommez un groupe, ou laissez valoir pour tous.";
    ONLY_WHOLE: "This role is about directories or the whole, so it holds for everybody.", "Ce rôle concerne les annuaires ou l’ensemble : il vaut donc partout.";
    SYSTEM_WARNING: "Whoever has this role can give and take every right, yours too.", "Ce rôle permet de donner et de retirer tous les droits, les vôtres compris.";
    SIGNED_OUT: "They are signed out now and have the new rights when they sign in again.", "La session en cours est fermée ; les nouveaux droits valent à la prochaine connexion.";
    GRANTED: "The role is granted.", "Le rôle est attribué.";
    CHANGE: "Change", "Modifier";
    CHANGE_OF: "Change {0} of {1}", "Modifier {0} de {1}";
    SAVE: "Save", "Enregistrer";
    SAVED: "It is saved.", "C’est enregistré.";
    END: "End", "Retirer";
    END_OF: "End {0} of {1}", "Retirer {0} à {1}";
    END_ASK: "End this role?", "Retirer ce rôle ?";
    END_LEAD: "{0} no longer has the role “{1}”. They are signed out at once; nothing that they did is undone.", "{0} n’a plus le rôle « {1} ». La session est fermée aussitôt ; rien de ce qui a été fait n’est annulé.";
    ENDED: "The role has ended.", "Le rôle est retiré.";
    BY: "granted by {0}, {1}", "attribué par {0}, {1}";
    BY_COMMAND: "from the command line, {0}", "par la ligne de commande, {0}";
    BY_PROVIDER: "from the identity provider’s groups, as of the last sign-in", "par les groupes du fournisseur d’identité, à la dernière connexion";
    IN_GROUP: "members of {0}", "membres de {0}";
}

counted! {
    PEOPLE: "{0} person" | "{0} people", "{0} personne" | "{0} personnes";
}
