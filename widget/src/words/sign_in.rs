//! Texts of signing in with an identity provider.

use super::texts;

texts! {
    LEAD: "Use your company account.", "Utilisez votre compte d’entreprise.";
    WITH: "Sign in with {0}", "Se connecter avec {0}";
    OR_PASSWORD: "Or with user name and password", "Ou avec un nom d’utilisateur et un mot de passe";
    BY_AGENT: "Not every directory can check passwords from here. If yours is refused although it is right, open Amend in Outlook, or ask an administrator.", "Tous les annuaires ne peuvent pas vérifier un mot de passe d’ici. Si le vôtre est refusé alors qu’il est juste, ouvrez Amend dans Outlook ou demandez à un administrateur.";
    BY_AGENT_OR_ABOVE: "Not every directory can check passwords from here. If yours is refused although it is right, use your company account above.", "Tous les annuaires ne peuvent pas vérifier un mot de passe d’ici. Si le vôtre est refusé alors qu’il est juste, utilisez votre compte d’entreprise ci-dessus.";
    BY_AGENT_ALONE: "The directory’s passwords cannot be checked from here, so this form is for local administrators. Everybody else opens Amend in Outlook, or asks an administrator for another way.", "Les mots de passe de l’annuaire ne peuvent pas être vérifiés d’ici : ce formulaire est pour les administrateurs locaux. Les autres ouvrent Amend dans Outlook, ou demandent un autre accès à un administrateur.";
    LOCAL: "Sign in as a local administrator", "Se connecter comme administrateur local";
    NEW_TAB: "Sign in in the new tab, then go on here.", "Connectez-vous dans le nouvel onglet, puis continuez ici.";
    GO_ON: "Go on here", "Continuer ici";
    NOT_YET: "Nobody is signed in yet. Finish signing in in the other tab first.", "Personne n’est encore connecté. Terminez d’abord la connexion dans l’autre onglet.";
    PROVIDER_AWAY: "The sign-in service cannot be reached right now. Try again in a moment.", "Le service de connexion est injoignable pour l’instant. Réessayez dans un moment.";
    PROVIDER_REFUSED: "The sign-in service refused Amend’s request. Tell an administrator: the server’s log says why.", "Le service de connexion a refusé la demande d’Amend. Prévenez un administrateur : le journal du serveur dit pourquoi.";
    CANCELLED: "The sign-in was cancelled.", "La connexion a été annulée.";
    CLOCK: "The clocks of the sign-in service and of Amend are too far apart. Tell an administrator.", "Les horloges du service de connexion et d’Amend sont trop décalées. Prévenez un administrateur.";
    MISMATCH: "What came back does not belong to this sign-in, so nobody was signed in. Start again here.", "La réponse ne correspond pas à cette connexion ; personne n’a été connecté. Recommencez ici.";
    STALE: "This sign-in took too long, was used already or began in another browser. Start again here.", "Cette connexion a trop duré, a déjà servi ou a commencé dans un autre navigateur. Recommencez ici.";
    NOT_LINKED: "Your sign-in worked, but no profile belongs to you here. An administrator can see your sign-in under People and tell why.", "Votre connexion a réussi, mais aucun profil ne vous correspond ici. Un administrateur voit votre connexion sous Personnes et peut dire pourquoi.";
    DIRECTORY_AWAY: "Your sign-in worked, but the directory that knows you cannot be asked right now. Try again in a moment.", "Votre connexion a réussi, mais l’annuaire qui vous connaît est injoignable pour l’instant. Réessayez dans un moment.";
    TOO_MANY: "Too many attempts. Wait a minute and try again.", "Trop de tentatives. Attendez une minute et réessayez.";
    FAILED: "Something failed here. Try again; tell an administrator if it stays so.", "Une erreur s’est produite ici. Réessayez ; si cela persiste, prévenez un administrateur.";
}
