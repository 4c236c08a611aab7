//! Texts of the task pane in Outlook.

use super::texts;

texts! {
    SIGN_IN_LEAD: "A window opens in which you say who you are; your profile then opens here.", "Une fenêtre s’ouvre pour vous identifier ; votre profil s’ouvre ensuite ici.";
    WINDOW_OPEN: "Waiting for the other window…", "En attente de l’autre fenêtre…";
    OPEN_PORTAL: "Open Amend on the web", "Ouvrir Amend sur le Web";
    COPY_DETAILS: "Copy details", "Copier les détails";
    DETAILS: "Details, to be copied", "Détails, à copier";
    COPIED: "The details were copied.", "Les détails ont été copiés.";
    ELSEWHERE: "This page belongs into Outlook", "Cette page a sa place dans Outlook";
    ELSEWHERE_LEAD: "Open Amend from a message in Outlook, or use it on the web.", "Ouvrez Amend depuis un message dans Outlook, ou utilisez-le sur le Web.";
    MISSING: "Outlook’s own code could not be loaded", "Le code d’Outlook n’a pas pu être chargé";
    MISSING_LEAD: "It comes from appsforoffice.microsoft.com, which this network or Microsoft does not serve at the moment. Try again, or use Amend on the web.", "Il vient d’appsforoffice.microsoft.com, que ce réseau ou Microsoft ne fournit pas en ce moment. Réessayez, ou utilisez Amend sur le Web.";
    SLOW: "Outlook takes long to answer", "Outlook tarde à répondre";
    SLOW_LEAD: "Amend goes on by itself once Outlook answers. You can also try again, or use Amend on the web.", "Amend continue de lui-même dès qu’Outlook répond. Vous pouvez aussi réessayer, ou utiliser Amend sur le Web.";
    NOT_SIGNED_IN: "You are not signed in", "Vous n’êtes pas connecté";
    NESTED_FAILED: "Outlook could not sign you in by itself ({0}). Choose Sign in: a window opens in which you can do so.", "Outlook n’a pas pu vous connecter de lui-même ({0}). Choisissez Se connecter : une fenêtre s’ouvre pour le faire.";
    NOT_LINKED_LEAD: "An administrator sees your sign-in under People, In no directory, and can tell why.", "Un administrateur voit votre connexion sous Personnes, Dans aucun annuaire, et peut dire pourquoi.";
    DIALOG_CLOSED: "The window was closed before you were signed in. Choose Sign in once more.", "La fenêtre a été fermée avant la fin de la connexion. Choisissez à nouveau Se connecter.";
    DIALOG_IGNORED: "You told Outlook not to open the window. Choose Sign in once more and let it open.", "Vous avez demandé à Outlook de ne pas ouvrir la fenêtre. Choisissez à nouveau Se connecter et laissez-la s’ouvrir.";
    DIALOG_BLOCKED: "The browser did not let the window open. Allow pop-up windows for Outlook, then choose Sign in once more.", "Le navigateur a empêché l’ouverture de la fenêtre. Autorisez les fenêtres contextuelles pour Outlook, puis choisissez à nouveau Se connecter.";
    DIALOG_FOREIGN: "Outlook did not take the address of the sign-in. Tell an administrator: the add-in’s manifest and the setting pane.public_url must name the same origin.", "Outlook a refusé l’adresse de connexion. Prévenez un administrateur : le manifeste du complément et le réglage pane.public_url doivent nommer la même origine.";
    DIALOG_OPEN: "A window of Amend is open already. Go on there, or close it and choose Sign in once more.", "Une fenêtre d’Amend est déjà ouverte. Continuez-y, ou fermez-la puis choisissez à nouveau Se connecter.";
    DIALOG_ORIGIN: "The answer did not come from Amend’s own page and was not used. Tell an administrator.", "La réponse ne venait pas de la page d’Amend et n’a pas été utilisée. Prévenez un administrateur.";
    DIALOG_OTHER: "Outlook ended the sign-in ({0}). Choose Sign in once more, or use Amend on the web.", "Outlook a mis fin à la connexion ({0}). Choisissez à nouveau Se connecter, ou utilisez Amend sur le Web.";
    HAND_OVER: "Continue in Outlook", "Continuer dans Outlook";
    HAND_OVER_LEAD: "You are signed in as {0}. Go on if you have just asked for this in Outlook: Amend then shows your profile there.", "Vous êtes connecté en tant que {0}. Continuez si vous venez de le demander dans Outlook : Amend y affiche alors votre profil.";
    CONTINUE: "Continue", "Continuer";
    ANOTHER: "Sign in as somebody else", "Se connecter sous un autre nom";
    NO_PROFILE: "{0} is a local administrator and has no profile to show in Outlook. Sign in as somebody else, or close this window.", "{0} est un administrateur local, sans profil à afficher dans Outlook. Connectez-vous sous un autre nom, ou fermez cette fenêtre.";
}
