//! Texts of the owners of a source: who is told by e-mail when something goes wrong with it.

use super::{counted, texts};

texts! {
    TITLE: "Owner contacts", "Contacts des propriétaires";
    NONE: "nobody", "personne";
    NOBODY: "Nobody is told when something goes wrong with this directory: it has no owner contact.", "Personne n’est prévenu quand cet annuaire pose problème : il n’a aucun contact.";
    NO_SERVER: "The owners of this directory are told nothing: no mail server is set up. The settings file names one in its section [mail].", "Les propriétaires de cet annuaire ne sont pas prévenus : aucun serveur de messagerie n’est configuré. Le fichier de configuration en nomme un dans sa section [mail].";
    LEAD: "E-mail addresses of whoever owns this directory, one a line. They are told when a run fails or is held, whom a run has blocked, and when approved values have waited for export for more than a day. No values are sent.", "Adresses e-mail des propriétaires de cet annuaire, une par ligne. Ils sont prévenus quand une exécution échoue ou est retenue, des personnes qu’une exécution a bloquées, et quand des valeurs approuvées attendent l’export depuis plus d’un jour. Aucune valeur n’est envoyée.";
    ADDRESSES: "Addresses", "Adresses";
    NOT_AN_ADDRESS: "{0} is no e-mail address. Enter one such as name@example.com.", "{0} n’est pas une adresse e-mail. Saisissez-en une, par exemple nom@example.com.";
    TOO_MANY: "There can be {0} addresses at most. A mailing list reaches more people.", "Il peut y avoir {0} adresses au plus. Une liste de diffusion atteint plus de personnes.";
    SAVE: "Save contacts", "Enregistrer les contacts";
    SAVED: "The contacts are set.", "Les contacts sont enregistrés.";
    TEST: "Send a test message", "Envoyer un message de test";
    TEST_SENT: "A test message is on its way.", "Un message de test est en route.";
    AGAIN: "Send again", "Renvoyer";
    AGAIN_SENT: "It is sent again.", "Le message est renvoyé.";
    UNDELIVERED: "{0} could not be told: {1}", "{0} n’a pas pu être prévenu : {1}";
    TRIED: "Tried {0}. It is not tried again by itself.", "Essayé {0}. Il n’y aura pas d’autre essai automatique.";
    TRIED_NEXT: "Tried {0}; tried again by itself on {1}.", "Essayé {0} ; nouvel essai automatique le {1}.";
    SENT: "{0}: “{1}” sent {2}", "{0} : « {1} » envoyé {2}";
    ON_ITS_WAY: "{0}: “{1}” is on its way", "{0} : « {1} » est en route";
    ABOUT_FAILED: "failed run", "exécution échouée";
    ABOUT_HELD: "held run", "exécution retenue";
    ABOUT_BLOCKED: "blocked people", "personnes bloquées";
    ABOUT_WAITING: "waiting exports", "exports en attente";
    ABOUT_TEST: "test message", "message de test";
    TO: "to {0}", "à {0}";
}

counted! {
    MANY: "{0} contact" | "{0} contacts", "{0} contact" | "{0} contacts";
}
