//! Texts of targets that are SCIM services.

use super::texts;

texts! {
    ADD: "Connect a SCIM service…", "Connecter un service SCIM…";
    ADD_LEAD: "Amend writes approved values to a service that speaks SCIM 2.0. Nothing is written before you have tested it and turned writing on.", "Amend écrit les valeurs approuvées dans un service qui parle SCIM 2.0. Rien n’est écrit avant que vous l’ayez testé et activé l’écriture.";
    ADD_DO: "Connect it", "Connecter";
    ADDED: "{0} is connected. Test it and turn writing on.", "{0} est connecté. Testez-le et activez l’écriture.";
    CHANGE: "Connection…", "Connexion…";
    CHANGE_TITLE: "How {0} is reached", "Comment {0} est joint";
    SAVE: "Save", "Enregistrer";
    SAVED: "Saved.", "Enregistré.";
    NAME: "Name", "Nom";
    SOURCE: "The people of", "Les personnes de";
    URL: "Address", "Adresse";
    URL_HINT: "Up to /Users and without it, such as https://scim.example.org/v2.", "Jusqu’à /Users non compris, par exemple https://scim.example.org/v2.";
    TOKEN: "Bearer token", "Jeton (bearer)";
    TOKEN_HINT: "The service makes it. It is kept sealed and never shown.", "C’est le service qui le crée. Il est conservé scellé et n’est jamais affiché.";
    TOKEN_KEPT: "Left empty, the token that is kept stays. With another address it has to be entered again, and writing is turned off.", "Laissé vide, le jeton conservé reste. Avec une autre adresse, il faut le saisir à nouveau, et l’écriture est désactivée.";
    CA_PEM: "Authority of its certificate (PEM), if it is the company’s own", "Autorité de son certificat (PEM), si c’est celle de l’entreprise";
    MISSING: "People whom it does not have", "Personnes qu’il n’a pas";
    WAIT: "wait until somebody makes a user there", "attendent que quelqu’un y crée un utilisateur";
    MAKE: "are made there", "y sont créées";
    REMOVE: "Disconnect…", "Déconnecter…";
    REMOVE_TITLE: "Disconnect {0}?", "Déconnecter {0} ?";
    REMOVE_LEAD: "What waits for it is cancelled, and its token is forgotten. What was written stays in the service.", "Ce qui l’attend est annulé, et son jeton est oublié. Ce qui a été écrit reste dans le service.";
    REMOVE_DO: "Disconnect it", "Déconnecter";
    REMOVED: "{0} is disconnected.", "{0} est déconnecté.";
    OFF: "Amend writes nothing to this service yet", "Amend n’écrit encore rien dans ce service";
    OFF_LEAD: "What is to be written waits until writing is turned on.", "Ce qui doit être écrit attend que l’écriture soit activée.";
    ON: "Amend writes to this service", "Amend écrit dans ce service";
    ON_LEAD: "What is approved is written at once, and only where the service still holds what it was given.", "Ce qui est approuvé est écrit aussitôt, et seulement là où le service contient encore ce qui lui a été donné.";
    TURN_OFF_LEAD: "What is not written yet then waits until it is turned on again. What is written already stays.", "Ce qui n’est pas encore écrit attendra alors une nouvelle activation. Ce qui est déjà écrit reste.";
    IS_OFF: "Nothing more is written to the service.", "Plus rien n’est écrit dans le service.";
    IN_SERVICE: "In the service", "Dans le service";
    TESTED: "The service was asked what it takes; nothing was changed.", "Le service a dit ce qu’il accepte ; rien n’a été modifié.";
    MAY_NO: "the service does not take it: correct the path, or take it out of the template", "le service ne l’accepte pas : corrigez le chemin, ou retirez-le du modèle";
    MAY_UNKNOWN: "the service does not know it: correct the path in the template", "le service ne le connaît pas : corrigez le chemin dans le modèle";
}
