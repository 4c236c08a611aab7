//! Texts of what becomes of people who leave a source, and of those who are back.

use super::texts;

texts! {
    TITLE: "Leaving and coming back", "Départs et retours";
    GONE: "When an account is disabled or leaves the scope", "Quand un compte est désactivé ou quitte le périmètre";
    BLOCK: "Block the person, and free the user name", "Bloquer la personne et libérer son identifiant";
    SUSPEND: "Suspend the person, and keep the user name for them", "Suspendre la personne et lui garder son identifiant";
    NOTHING: "Nothing but a line in the report", "Rien d’autre qu’une ligne dans le rapport";
    BACK: "When it is enabled or in scope again", "Quand il est réactivé ou revient dans le périmètre";
    LET_IN: "Let the person in again", "Rouvrir l’accès";
    ASK: "Keep the person out until an administrator lets them in", "Garder l’accès fermé jusqu’à la décision d’un administrateur";
    LEAD: "Nobody is deleted for it, and nothing that was typed is lost. The next run looks at everybody once more; who is out already stays out until they are back.", "Personne n’est supprimé pour autant et aucune saisie n’est perdue. La prochaine exécution revérifie tout le monde ; qui est déjà dehors le reste jusqu’à son retour.";
    SAVE: "Save the choice", "Enregistrer le choix";
    SAVED: "The choice is set.", "Le choix est enregistré.";
}
