//! Texts of what people are told, and of the question whether their details are still right.

use super::{counted, texts};

texts! {
    TITLE: "News", "Nouvelles";
    LEAD: "What happened to changes that concern you.", "Ce que sont devenues les modifications qui vous concernent.";
    BELL: "News: {0} not seen", "Nouvelles : {0} non lues";
    NONE: "Nothing has happened yet", "Rien de nouveau pour l’instant";
    NONE_LEAD: "Once somebody decides on a change of yours, or something waits for you, it stands here.", "Dès que quelqu’un décide d’une de vos modifications, ou que quelque chose vous attend, cela s’affiche ici.";
    CHOOSE: "Choose what you are told", "Choisir ce qui vous est annoncé";
    NOT_SEEN: "new", "nouveau";
    PROPOSES: "{0} proposes: {1}", "{0} propose : {1}";
    APPROVED: "Approved: {0}", "Approuvé : {0}";
    REJECTED: "Rejected: {0}", "Refusé : {0}";
    WITHDRAWN: "Taken back: {0}", "Retiré : {0}";
    EXPORTED: "On the way to the directory: {0}", "En route vers l’annuaire : {0}";
    CONFIRMED: "Now in the directory: {0}", "Désormais dans l’annuaire : {0}";
    CONFLICT: "Changed in the directory as well: {0}", "Modifié aussi dans l’annuaire : {0}";
    SUPERSEDED: "Another value counts now: {0}", "Une autre valeur fait foi : {0}";
    NOT_TAKEN: "Not taken by the directory: {0}", "Non repris par l’annuaire : {0}";
    EDITED: "Your profile was changed: {0}", "Votre profil a été modifié : {0}";
    CONFIRM: "Are these details still right?", "Ces informations sont-elles toujours exactes ?";
    ALL_RIGHT: "All is right", "Tout est exact";
    LATER: "Ask me in a week", "Me redemander dans une semaine";
    CONFIRM_LEAD: "Correct below what is not. Not filled in: {0}", "Corrigez ci-dessous ce qui ne l’est pas. Non renseigné : {0}";
    CONFIRM_LEAD_FULL: "Correct below what is not.", "Corrigez ci-dessous ce qui ne l’est pas.";
    THANKS: "Thank you. Your details are confirmed.", "Merci. Vos informations sont confirmées.";
    PUT_OFF: "You are asked again in a week.", "La question reviendra dans une semaine.";
    CONFIRMED_AT: "Confirmed by the person", "Confirmé par la personne";
}

counted! {
    OVERDUE: "{0} approved value is not in the directory yet" | "{0} approved values are not in the directory yet", "{0} valeur approuvée n’est pas encore dans l’annuaire" | "{0} valeurs approuvées ne sont pas encore dans l’annuaire";
    WAIT: "{0} proposed change for you to decide on" | "{0} proposed changes for you to decide on", "{0} modification proposée attend votre décision" | "{0} modifications proposées attendent votre décision";
}
