//! What went wrong with a call, and what to do about it.

use super::texts;

texts! {
    OFFLINE: "Amend could not be reached", "Amend est injoignable";
    OFFLINE_LEAD: "Check the connection and try again. Nothing that you typed is lost.", "Vérifiez la connexion puis réessayez. Rien de ce que vous avez saisi n’est perdu.";
    GARBLED: "The answer could not be understood", "La réponse n’a pas pu être comprise";
    GARBLED_LEAD: "Something between this page and Amend answered in its place (status {0}). Reload the page; if that does not help, tell an administrator.", "Un intermédiaire a répondu à la place d’Amend (statut {0}). Rechargez la page ; si cela ne suffit pas, prévenez un administrateur.";
    BAD_REQUEST: "The request could not be read", "La demande n’a pas pu être lue";
    NOT_SIGNED_IN: "Nobody is signed in", "Personne n’est connecté";
    WRONG_CREDENTIALS: "User name or password is wrong. Check both and try again.", "Nom d’utilisateur ou mot de passe incorrect. Vérifiez les deux et réessayez.";
    BLOCKED: "This account is blocked. An administrator can let you back in.", "Ce compte est bloqué. Un administrateur peut le débloquer.";
    NOT_LINKED: "You are signed in, but no profile belongs to you here", "Vous êtes connecté, mais aucun profil ne vous correspond ici";
    FOREIGN_ORIGIN: "The request did not come from Amend’s own pages. Open Amend in its own tab.", "La demande ne venait pas des pages d’Amend. Ouvrez Amend dans son propre onglet.";
    FORBIDDEN: "Your role does not allow this", "Votre rôle ne le permet pas";
    OUT_OF_SCOPE: "Some of it is outside the part that your role holds for", "Une partie est hors du périmètre de votre rôle";
    NOT_FOUND: "It does not exist, or you may not see it", "Cela n’existe pas, ou ne vous est pas accessible";
    STALE: "This changed while you were looking at it", "Ceci a changé entre-temps";
    CONFLICT: "This is not possible right now", "Ce n’est pas possible actuellement";
    VERSION_MOVED: "This was changed in the meantime", "Ceci a été modifié entre-temps";
    TOO_LARGE: "That is too much at once", "C’est trop à la fois";
    TOO_SLOW: "The connection is too slow: it took too long to send. Try again; nothing that you typed is lost.", "La connexion est trop lente : l’envoi a pris trop de temps. Réessayez ; rien de ce que vous avez saisi n’est perdu.";
    INVALID: "Some values need your attention", "Certaines valeurs demandent votre attention";
    TOO_MANY: "Too many attempts. Wait a minute, then try again.", "Trop de tentatives. Attendez une minute, puis réessayez.";
    INTERNAL: "Something went wrong on our side. Try again; if it stays, tell an administrator.", "Une erreur est survenue de notre côté. Réessayez ; si elle persiste, prévenez un administrateur.";
    DIRECTORY_AWAY: "The directory does not answer as it should. Try again in a moment.", "L’annuaire ne répond pas comme il le devrait. Réessayez dans un instant.";
    BUSY: "Amend is busy. Try again in a moment.", "Amend est occupé. Réessayez dans un instant.";
    NO_SPACE: "The server’s disk is full. Tell an administrator.", "Le disque du serveur est plein. Prévenez un administrateur.";
}
