//! Texts of how people are told: their own choices, what is set for everybody, letters, and who has confirmed their details.

use super::{counted, texts};

texts! {
    TITLE: "What I am told", "Ce qui m’est annoncé";
    LEAD: "Choose for each event whether it stands in Amend, comes by e-mail as it happens, or waits for one letter a day.", "Choisissez pour chaque événement s’il s’affiche dans Amend, arrive par e-mail aussitôt, ou attend une lettre par jour.";
    TO_ADDRESS: "Letters go to {0}, the address that the directory has.", "Les lettres vont à {0}, l’adresse de l’annuaire.";
    NO_ADDRESS: "The directory has no e-mail address of yours, so no letters can be sent to you.", "L’annuaire n’a pas d’adresse e-mail pour vous : aucune lettre ne peut vous être envoyée.";
    NO_SERVER: "No mail server is set up, so no letters are sent. The settings file names one in its section [mail].", "Aucun serveur de messagerie n’est configuré : aucune lettre n’est envoyée. Le fichier de configuration en nomme un dans sa section [mail].";
    NO_LETTERS: "No letters are sent here yet.", "Aucune lettre n’est encore envoyée ici.";
    EVENT: "Event", "Événement";
    IN_PAGE: "In Amend", "Dans Amend";
    BY_MAIL: "By e-mail", "Par e-mail";
    NEVER: "No", "Non";
    AT_ONCE: "At once", "Aussitôt";
    DIGEST: "Daily", "Par jour";
    SHOWN: "Show “{0}” in Amend", "Afficher « {0} » dans Amend";
    MAILED: "“{0}” by e-mail", "« {0} » par e-mail";
    WAITING: "Something waits for my decision", "Quelque chose attend ma décision";
    APPROVED: "A change of mine was approved", "Une de mes modifications a été approuvée";
    REJECTED: "A change of mine was rejected", "Une de mes modifications a été refusée";
    WITHDRAWN: "Somebody took a change of mine back", "Quelqu’un a retiré une de mes modifications";
    EXPORTED: "A change of mine is on its way to the directory", "Une de mes modifications est en route vers l’annuaire";
    CONFIRMED: "The directory has a change of mine", "L’annuaire a repris une de mes modifications";
    CONFLICT: "The directory got another value meanwhile", "L’annuaire a reçu une autre valeur entre-temps";
    SUPERSEDED: "Another value counts in place of mine", "Une autre valeur fait foi à la place de la mienne";
    NOT_TAKEN: "The directory did not take a change of mine", "L’annuaire n’a pas repris une de mes modifications";
    EDITED: "An administrator changed my profile", "Un administrateur a modifié mon profil";
    CONFIRM: "My details are to be confirmed", "Mes informations sont à confirmer";
    HOUR: "The daily letter is made at", "La lettre du jour est préparée à";
    ZONE: "Time zone, such as Europe/Oslo", "Fuseau horaire, par exemple Europe/Oslo";
    LANGUAGE: "Language of letters", "Langue des lettres";
    SAVE: "Save", "Enregistrer";
    SAVED: "Saved.", "Enregistré.";
    FOR_ALL: "What everybody is told", "Ce qui est annoncé à tous";
    FOR_ALL_LEAD: "How people are told who have not chosen themselves, what letters say, and how often people are asked whether their details are right.", "Comment sont prévenus ceux qui n’ont pas choisi, ce que disent les lettres, et à quel rythme chacun confirme ses informations.";
    DEFAULTS: "For everybody who has not chosen", "Pour tous ceux qui n’ont pas choisi";
    VALUES_OF: "Values that may stand in letters", "Valeurs autorisées dans les lettres";
    VALUES_OF_HINT: "Of all other fields, letters have the label alone. Nothing of fields that people do not see is ever written.", "Des autres champs, les lettres n’ont que le libellé. Rien n’est jamais écrit des champs que les personnes ne voient pas.";
    CYCLE: "Confirming details", "Confirmation des informations";
    CYCLE_HINT: "People are asked gently on their profile and in Outlook. 0 days: nobody is asked.", "La question est posée discrètement sur le profil et dans Outlook. 0 jour : personne n’est sollicité.";
    DAYS: "Ask again after so many days", "Redemander après ce nombre de jours";
    NEWCOMER_DAYS: "Newcomers after so many days", "Nouveaux venus : après ce nombre de jours";
    NEWCOMER_FOR: "Somebody is new for so many days", "On est nouveau pendant ce nombre de jours";
    LETTERS: "What letters say", "Ce que disent les lettres";
    LETTERS_HINT: "Places are filled in: {0}. In the subject: {1}. A line whose places are all blank is left out.", "Les emplacements sont remplis : {0}. Dans l’objet : {1}. Une ligne dont tous les emplacements sont vides est omise.";
    SUBJECT: "Subject", "Objet";
    TEXT: "Text", "Texte";
    OWN_WORDS: "The company’s own words", "Texte de l’entreprise";
    USUAL_WORDS: "The words that Amend brings", "Texte fourni par Amend";
    PREVIEW: "Preview", "Aperçu";
    PREVIEW_LEAD: "As people who do not exist would get it:", "Tel que le recevraient des personnes fictives :";
    TO_USUAL: "Back to the usual words", "Revenir au texte fourni";
    UNDELIVERED: "Letters that could not be delivered", "Lettres non remises";
    UNDELIVERED_NONE: "Every letter has been taken by the mail server.", "Toutes les lettres ont été prises en charge par le serveur de messagerie.";
    RECIPIENT: "To", "À";
    WHY: "Why", "Pourquoi";
    TRIED: "Tried", "Essayé";
    TRIED_NEXT: "next on {0}", "prochain essai le {0}";
    GIVEN_UP: "not tried again by itself", "plus d’essai automatique";
    AGAIN: "Send again", "Renvoyer";
    AGAIN_TO: "Send again to {0}", "Renvoyer à {0}";
    GIVE_UP: "Give up", "Abandonner";
    GIVE_UP_TO: "Give up the letter to {0}", "Abandonner la lettre à {0}";
    IS_SENT_AGAIN: "It is sent again.", "La lettre est renvoyée.";
    IS_GIVEN_UP: "It is not sent any more.", "La lettre ne sera plus envoyée.";
    REPORT: "Who has confirmed their details", "Qui a confirmé ses informations";
    REPORT_LEAD: "People who may sign in, and when they last said that their details are right.", "Les personnes qui peuvent se connecter, et quand elles ont confirmé leurs informations.";
    DUE: "Due", "À confirmer";
    NEVER_CONFIRMED: "Never confirmed", "Jamais confirmé";
    IS_CONFIRMED: "Confirmed", "Confirmé";
    STATE: "State", "État";
    SEARCH: "Search people", "Rechercher des personnes";
    PERSON: "Person", "Personne";
    LAST: "Last confirmed", "Dernière confirmation";
    DUE_AT: "Due", "Échéance";
    REMINDED: "Reminded", "Relancé";
    NOT_YET: "never", "jamais";
    PUT_OFF: "put off until {0}", "reporté au {0}";
    NOBODY: "Nobody", "Personne";
    NOBODY_LEAD: "Nobody is in this part of the report.", "Personne ne figure dans cette partie du rapport.";
    FILE: "Download as CSV", "Télécharger en CSV";
}

counted! {
    FOUND: "{0} person" | "{0} people", "{0} personne" | "{0} personnes";
}
