//! Texts of expressions in a mapping: choosing them, and what they can say.

use super::texts;

texts! {
    HOW: "How {0} is read", "Comment {0} est lu";
    ATTRIBUTE: "Attribute", "Attribut";
    EXPRESSION: "Expression", "Expression";
    TEXT: "Expression for {0}", "Expression pour {0}";
    NOTHING: "nothing", "rien";
    HELP: "What an expression can say", "Ce qu’une expression peut dire";
    LEAD: "A name stands for the first value of the directory’s attribute; where an entry has none, it is blank. A hyphen in a name is written _.", "Un nom désigne la première valeur de l’attribut de l’annuaire ; il est vide si la fiche n’en a pas. Un trait d’union dans un nom s’écrit _.";
    SEVERAL: "Several attributes together", "Plusieurs attributs ensemble";
    DEFAULT: "Something else where there is nothing", "Autre chose s’il n’y a rien";
    CASE: "Upper and lower case", "Majuscules et minuscules";
    TRIM: "Without blanks around it", "Sans espaces autour";
    REPLACE: "One text in the place of another", "Un texte à la place d’un autre";
    SUBSTRING: "A part, from a character on (from 0, or from the end if negative) and so many", "Une partie, à partir d’un caractère (depuis 0, ou depuis la fin si négatif) et tant de caractères";
    JOIN: "All values of an attribute", "Toutes les valeurs d’un attribut";
    LOOKUP: "What a table has for it, else something else", "Ce qu’un tableau indique, sinon autre chose";
    CONDITION: "Depending on another", "Selon un autre";
    DATE: "A day in another form", "Une date sous une autre forme";
    PHONE: "A phone number: e164, international or national, and its country where it has no code", "Un numéro de téléphone : e164, international ou national, et son pays s’il n’a pas d’indicatif";
    CONSTANT: "The same for everybody", "La même chose pour tous";
    ONE_WAY: "What an expression brings is never written back, so nobody can edit it here.", "Ce que donne une expression n’est jamais réécrit dans l’annuaire ; personne ne peut donc le modifier ici.";
}
