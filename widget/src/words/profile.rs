//! Texts of a profile: its fields, why some are locked, where values come from, and saving.

use super::{counted, texts};

texts! {
    NO_PHONE: "This does not look like a phone number. It is kept as you type it.", "Cela ne ressemble pas à un numéro de téléphone. Il est conservé tel quel.";
    SECTION_PERSON: "Person", "Personne";
    SECTION_WORK: "Work", "Travail";
    SECTION_CONTACT: "Contact", "Coordonnées";
    SECTION_PLACE: "Place", "Lieu";
    LEAD_MINE: "Correct what is wrong and fill in what is missing. Changes are checked before they reach the directory.", "Corrigez ce qui est faux et complétez ce qui manque. Les modifications sont vérifiées avant d’atteindre l’annuaire.";
    SYNCED: "Directory read {0}", "Annuaire lu {0}";
    NOT_IN_DIRECTORY: "Not in the directory", "Absent de l’annuaire";
    SAVE: "Save", "Enregistrer";
    SAVING: "Saving…", "Enregistrement…";
    DISCARD: "Discard", "Abandonner";
    DISCARDED: "Your unsaved changes were discarded.", "Vos modifications non enregistrées ont été abandonnées.";
    RESET_FIELD: "Take back what you typed in {0}", "Annuler la saisie dans {0}";
    FIX_FIRST: "Some fields need your attention before you can save.", "Certains champs demandent votre attention avant l’enregistrement.";
    DRAFT: "What you typed before was kept.", "Ce que vous aviez saisi a été conservé.";
    DRAFT_MOVED: "Your profile has changed since: look at the marked fields.", "Votre profil a changé depuis : vérifiez les champs marqués.";
    NOT_KEPT_SIGNED_OUT: "You are signed out: what you type is on this page alone. Save it, and you are asked to sign in.", "Vous êtes déconnecté : votre saisie n’est que sur cette page. Enregistrez-la, et vous serez invité à vous connecter.";
    NOT_KEPT_UNANSWERED: "Amend cannot be reached: what you type is on this page alone until it can. Do not leave or reload it.", "Amend est injoignable : votre saisie n’est que sur cette page jusqu’à son retour. Ne la quittez pas et ne la rechargez pas.";
    NOT_KEPT: "The browser lets Amend keep no draft here: save before you leave, reload or pin this page.", "Le navigateur ne laisse Amend garder aucun brouillon ici : enregistrez avant de quitter, de recharger ou d’épingler cette page.";
    COMMENT: "A word to the approver (optional)", "Un mot à l’approbateur (facultatif)";
    REQUIRED: "required", "obligatoire";
    HIDDEN: "Hidden from employees", "Masqué aux employés";
    MOVED: "This changed in the meantime. It is now: {0}", "Ceci a changé entre-temps. C’est maintenant : {0}";
    CURRENTLY: "In force now: {0}", "En vigueur : {0}";
    DIRECTORY_HAS: "The directory has: {0}", "L’annuaire contient : {0}";
    DIRECTORY_BLANK: "The directory is blank here", "L’annuaire est vide ici";
    LOCK_DIRECTORY: "Managed by the directory{0}. Ask those who maintain it to change it there.", "Géré par l’annuaire{0}. Demandez à ceux qui le tiennent de le modifier.";
    LOCK_FILLED: "The directory{0} already has a value; only blank fields can be filled in here. Ask those who maintain it.", "L’annuaire{0} contient déjà une valeur ; seuls les champs vides se complètent ici. Demandez à ceux qui le tiennent.";
    LOCK_NOT_READ: "The directory has not been read yet, so nobody knows whether it holds a value. Come back after the next run.", "L’annuaire n’a pas encore été lu ; on ignore s’il contient une valeur. Revenez après la prochaine exécution.";
    LOCK_WORKED_OUT: "Worked out from other values of the directory{0}. When those change, it follows.", "Calculé à partir d’autres valeurs de l’annuaire{0}. Il suit quand elles changent.";
    LOCK_ADMIN: "Locked by your administrators. They can change it for you.", "Verrouillé par vos administrateurs. Ils peuvent le modifier pour vous.";
    LOCK_BLOCKED: "This person is blocked; an administrator can let them back in.", "Cette personne est bloquée ; un administrateur peut la débloquer.";
    LOCK_READER: "Your role can read this profile but not change it.", "Votre rôle permet de lire ce profil, pas de le modifier.";
    LOCK_PHOTO: "The picture comes from the directory.", "La photo vient de l’annuaire.";
    LOCK_PERSON: "Only an administrator can choose another person here.", "Seul un administrateur peut choisir une autre personne ici.";
    READ_AT: ", read {0}", ", lu {0}";
    NAMED: " “{0}”", " « {0} »";
    WHERE_FROM: "Where {0} comes from", "D’où vient {0}";
    WHERE_LOCKED_FROM: "Where the locked values of {0} come from", "D’où viennent les valeurs verrouillées de {0}";
    MISSING: "missing", "manquant";
    SOURCE: "Source", "Source";
    AUTHOR: "Proposed by", "Proposé par";
    ONESELF: "{0} (the person)", "{0} (la personne)";
    APPROVER: "Approved by", "Approuvé par";
    NO_APPROVER: "nobody had to", "sans approbation";
    AT: "When", "Quand";
    READ_IN: "Read in", "Lu lors de";
    RUN: "Run {0}", "Exécution {0}";
    DIRECTORY_NAMED: "Directory “{0}”", "Annuaire « {0} »";
    FROM_FILE: "The file “{0}”, imported", "Le fichier « {0} », importé";
    FROM_CHANGE: "An edit in Amend", "Une modification dans Amend";
    FROM_NOBODY: "Nobody has entered anything yet", "Personne n’a encore rien saisi";
    IN_DIRECTORY: "In the directory", "Dans l’annuaire";
    NEEDS: "Approval", "Approbation";
    NEEDS_NONE: "Takes effect at once", "Prend effet aussitôt";
    NEEDS_ADMINS: "By the administrators", "Par les administrateurs";
    NEEDS_MANAGER: "By the manager or the administrators", "Par le responsable ou les administrateurs";
    PHOTO_OF: "Picture of {0}", "Photo de {0}";
    ADD_VALUE: "Add to {0}", "Ajouter à {0}";
    ADD: "Add", "Ajouter";
    REMOVE_VALUE: "Remove {0}", "Retirer {0}";
    CHOOSE: "Choose…", "Choisir…";
    CLASH: "This profile was changed in the meantime", "Ce profil a été modifié entre-temps";
    CLASH_LEAD: "Choose for each field what shall stand. Nothing that you typed is lost.", "Choisissez pour chaque champ ce qui doit rester. Rien de ce que vous avez saisi n’est perdu.";
    MINE: "What you typed here", "Votre saisie ici";
    YOUR_OTHER: "Your other change ({0})", "Votre autre modification ({0})";
    CHANGE_OF: "Change by {0} ({1})", "Modification de {0} ({1})";
    THEIRS: "What is there now", "Ce qui s’y trouve maintenant";
    SAVE_CHOICE: "Save this choice", "Enregistrer ce choix";
    SAVED_AND: "{0}: {1}.", "{0} : {1}.";
    NO_FIELDS: "There is nothing on this profile yet", "Ce profil est encore vide";
    NO_FIELDS_LEAD: "An administrator decides which fields employees see.", "Un administrateur choisit les champs que voient les employés.";
}

counted! {
    TO_FILL_IN: "{0} field has to be filled in before you can save:" | "{0} fields have to be filled in before you can save:", "{0} champ est à remplir avant d’enregistrer :" | "{0} champs sont à remplir avant d’enregistrer :";
    UNSAVED: "{0} unsaved change" | "{0} unsaved changes", "{0} modification non enregistrée" | "{0} modifications non enregistrées";
    SAVED: "{0} change saved" | "{0} changes saved", "{0} modification enregistrée" | "{0} modifications enregistrées";
    SAVED_WAITS: "{0} waits for approval" | "{0} wait for approval", "{0} attend l’approbation" | "{0} attendent l’approbation";
    SAVED_LEAVES: "{0} goes out with the next export" | "{0} go out with the next export", "{0} part avec le prochain export" | "{0} partent avec le prochain export";
    SAVED_HOLDS: "{0} is in force" | "{0} are in force", "{0} est en vigueur" | "{0} sont en vigueur";
}
