//! Texts of sets of values that fill in a form, and of values that are held in place.

use super::{counted, texts};

texts! {
    TITLE: "Sets of values", "Jeux de valeurs";
    LEAD: "Choosing one value, such as an office, fills in those that go with it, such as its address. What is filled in is approved and locked as typed values are.", "Choisir une valeur, par exemple un bureau, remplit celles qui vont avec, par exemple son adresse. Ce qui est rempli s’approuve et se verrouille comme une saisie.";
    NONE: "There are no sets", "Il n’y a pas de jeux";
    NONE_LEAD: "Add one for each office, and nobody types its address again.", "Ajoutez-en un par bureau, et personne n’en saisira plus l’adresse.";
    ADD: "Add a set", "Ajouter un jeu";
    CHANGE: "Change", "Modifier";
    CHANGE_OF: "Change the set {0}", "Modifier le jeu {0}";
    REMOVE: "Remove", "Supprimer";
    REMOVE_OF: "Remove the set {0}", "Supprimer le jeu {0}";
    REMOVE_ASK: "Remove the set {0}?", "Supprimer le jeu {0} ?";
    REMOVE_LEAD: "What it has filled in stays. It is no longer offered.", "Ce qu’il a rempli reste. Il n’est plus proposé.";
    NAME: "Name", "Nom";
    WHEN: "Chosen by", "Choisi par";
    IS: "With the value", "Avec la valeur";
    CHOSEN_BY: "{0} is {1}", "{0} est {1}";
    FILLS: "Fills in", "Remplit";
    ATTRIBUTE: "Attribute", "Attribut";
    VALUE: "Value", "Valeur";
    EVEN_LOCKED: "Ask for it even where the field is locked: it then waits for an approval", "La demander même si le champ est verrouillé : elle attend alors une approbation";
    EVEN_LOCKED_SHORT: "{0} (asked for even where locked)", "{0} (demandé même si verrouillé)";
    ADD_VALUE: "Add a value", "Ajouter une valeur";
    REMOVE_VALUE: "Take value {0} away", "Retirer la valeur {0}";
    NO_NAME: "A set needs a name.", "Un jeu a besoin d’un nom.";
    NO_VALUE: "Choose or write a value.", "Choisissez ou écrivez une valeur.";
    NO_FILLS: "Name at least one value to fill in.", "Indiquez au moins une valeur à remplir.";
    SAVE: "Save", "Enregistrer";
    SAVED: "The set {0} is saved.", "Le jeu {0} est enregistré.";
    REMOVED: "The set {0} is removed.", "Le jeu {0} est supprimé.";
    PINS: "Values held in place", "Valeurs maintenues";
    PINS_LEAD: "A value that is held stands until its time ends, whatever the directory says, and nobody edits it meanwhile.", "Une valeur maintenue tient jusqu’à son échéance, quoi que dise l’annuaire, et personne ne la modifie entre-temps.";
    PIN: "Hold a value in place", "Maintenir une valeur";
    PIN_VALUE: "Value; blank holds a blank", "Valeur ; vide maintient un vide";
    PIN_UNTIL: "Until the end of", "Jusqu’à la fin du";
    PIN_REASON: "Reason, for administrators", "Motif, pour les administrateurs";
    PIN_DO: "Hold it", "La maintenir";
    PINNED: "{0} is held until {1}.", "{0} est maintenu jusqu’au {1}.";
    UNPIN: "Let it go", "La libérer";
    UNPIN_OF: "Let it go: {0}", "La libérer : {0}";
    UNPIN_ASK: "Let {0} go?", "Libérer {0} ?";
    UNPIN_LEAD: "What would stand there without it counts again, and the field can be edited as usual.", "Ce qui y figurerait sans cela fait de nouveau foi, et le champ peut être modifié comme d’habitude.";
    UNPINNED: "{0} is no longer held.", "{0} n’est plus maintenu.";
    TOO_LONG: "Choose a day within five years.", "Choisissez un jour d’ici cinq ans.";
    NO_DAY: "Choose a day to come.", "Choisissez un jour à venir.";
    NO_REASON: "Say why.", "Indiquez pourquoi.";
    HELD_UNTIL: "until {0}, by {1}", "jusqu’au {0}, par {1}";
}

counted! {
    VALUES: "{0} value" | "{0} values", "{0} valeur" | "{0} valeurs";
}
