//! What is wrong with a value, said beside its field.

use super::texts;

texts! {
    UNKNOWN_ATTRIBUTE: "This field does not exist here any more. Reload the page.", "Ce champ n’existe plus ici. Rechargez la page.";
    LOCKED: "An administrator has locked this field.", "Un administrateur a verrouillé ce champ.";
    PINNED: "An administrator holds this value in place for a time.", "Un administrateur maintient cette valeur pour un temps.";
    MANAGED: "This value comes from the directory and cannot be changed here.", "Cette valeur vient de l’annuaire et ne peut pas être modifiée ici.";
    FILLED: "The directory already has a value; only blank ones can be filled here.", "L’annuaire contient déjà une valeur ; seuls les champs vides peuvent être complétés ici.";
    NOT_READ_YET: "The directory has not been read yet. Try again after the next run.", "L’annuaire n’a pas encore été lu. Réessayez après la prochaine exécution.";
    MANDATORY: "This field must not be blank.", "Ce champ ne peut pas être vide.";
    TOO_SHORT: "At least {0} characters are needed.", "Il faut au moins {0} caractères.";
    TOO_LONG: "At most {0} characters are allowed.", "{0} caractères au plus sont autorisés.";
    TOO_MANY_BYTES: "Too long for the directory, which counts at most {0} bytes; accented letters count double.", "Trop long pour l’annuaire, qui compte {0} octets au plus ; les lettres accentuées comptent double.";
    TOO_MANY_VALUES: "At most {0} values are allowed.", "{0} valeurs au plus sont autorisées.";
    PATTERN: "This does not have the form that is asked for here. It has to match the pattern {0}; ask an administrator if that says nothing to you.", "Cela n’a pas la forme demandée ici. Il faut respecter le motif {0} ; demandez à un administrateur s’il ne vous dit rien.";
    NOT_A_LANGUAGE: "Enter a language as a short code, such as en, fr or nb-NO.", "Saisissez une langue par son code court, tel que fr, en ou fr-CA.";
    NOT_A_CHOICE: "Choose one of the listed values.", "Choisissez l’une des valeurs proposées.";
    RETIRED: "“{0}” is no longer offered. Choose another value.", "« {0} » n’est plus proposé. Choisissez une autre valeur.";
    NOT_OFFERED_HERE: "This does not go with “{0}”. Choose another value, or change that.", "Ceci ne va pas avec « {0} ». Choisissez une autre valeur, ou modifiez celle-là.";
    NOT_EMPTIED: "This field can be changed, but not left blank.", "Ce champ peut être modifié, mais pas vidé.";
    NOT_A_NUMBER: "Enter a number such as 12 or 12.5.", "Saisissez un nombre tel que 12 ou 12.5.";
    TOO_SMALL: "Not below {0}.", "Pas moins de {0}.";
    TOO_GREAT: "Not above {0}.", "Pas plus de {0}.";
    NOT_AN_EMAIL: "Enter an e-mail address such as name@example.com.", "Saisissez une adresse e-mail telle que nom@exemple.fr.";
    NOT_A_PHONE: "Enter a phone number with country code, such as +47 22 12 34 56.", "Saisissez un numéro avec indicatif, tel que +33 1 23 45 67 89.";
    NOT_A_URL: "Enter a web address that begins with https:// or http://, such as https://example.com.", "Saisissez une adresse web commençant par https:// ou http://, telle que https://exemple.fr.";
    NOT_A_DATE: "Enter a day as year-month-day, such as 1990-01-31.", "Saisissez une date sous la forme année-mois-jour, telle que 1990-01-31.";
    TOO_EARLY: "Not before {0}.", "Pas avant le {0}.";
    TOO_LATE: "Not after {0}.", "Pas après le {0}.";
    NOT_YES_OR_NO: "Choose yes or no.", "Choisissez oui ou non.";
    NOT_A_COUNTRY: "Choose a country of the list.", "Choisissez un pays de la liste.";
    NO_SUCH_PERSON: "There is no such person. Choose one from the list.", "Cette personne n’existe pas. Choisissez-en une dans la liste.";
    ONESELF: "A person cannot stand here for themselves.", "Une personne ne peut pas figurer ici pour elle-même.";
    NOT_A_PICTURE: "This is no picture that can be read. Send a JPEG, PNG or WebP.", "Cette image ne peut pas être lue. Envoyez un JPEG, PNG ou WebP.";
    PICTURE_TOO_LARGE: "The file has more than {0} MB. Make it smaller, or choose another.", "Le fichier dépasse {0} Mo. Réduisez-le ou choisissez-en un autre.";
    PICTURE_TOO_MANY_PIXELS: "The picture has more than {0} million pixels. Make it smaller, or choose another.", "L’image dépasse {0} millions de pixels. Réduisez-la ou choisissez-en une autre.";
    PICTURE_TOO_SMALL: "The part is narrower than {0} pixels. Choose a larger part, or a larger picture.", "La partie fait moins de {0} pixels. Choisissez une partie ou une image plus grande.";
    BAD_CHARACTERS: "This has characters that a directory cannot hold.", "Ceci contient des caractères qu’un annuaire ne peut pas conserver.";
    DUPLICATE: "This value is there twice.", "Cette valeur figure deux fois.";
    UNKNOWN_SOURCE_ATTRIBUTE: "The directory knows no attribute “{0}”. Choose one of the list.", "L’annuaire ne connaît aucun attribut « {0} ». Choisissez-en un dans la liste.";
    NEVER_READ: "“{0}” holds a password or a key, which Amend never reads.", "« {0} » contient un mot de passe ou une clé, qu’Amend ne lit jamais.";
    NOT_AN_EXPRESSION: "The expression cannot be used: {0}.", "L’expression est inutilisable : {0}.";
    NOT_AN_EXPRESSION_AT: "The expression cannot be used, at character {0}: {1}.", "L’expression est inutilisable, au caractère {0} : {1}.";
    EXPRESSION_FAILED: "It brings nothing for this entry: {0}.", "Elle ne donne rien pour cette fiche : {0}.";
    NO_TEXT_HERE: "A photo is no text, so no expression can bring it.", "Une photo n’est pas un texte ; aucune expression ne peut la donner.";
    WORKED_OUT: "This value is worked out from other values of the directory. Correct those.", "Cette valeur est calculée à partir d’autres valeurs de l’annuaire. Corrigez celles-ci.";
    PRODUCT_ONLY: "This attribute is Amend’s own and comes from no directory.", "Cet attribut est propre à Amend et ne vient d’aucun annuaire.";
    MUST_BE_MAPPED: "People have no name without it.", "Sans lui, les personnes n’ont pas de nom.";
    WOULD_FREEZE: "People have a value here ({0}); it would become Amend’s own.", "Des personnes ont une valeur ici ({0}) ; elle deviendrait propre à Amend.";
    NEVER_WRITTEN: "“{0}” holds a password or a key, which Amend never writes. Choose another name.", "« {0} » contient un mot de passe ou une clé, qu’Amend n’écrit jamais. Choisissez un autre nom.";
    NEEDS_RENAME: "“{0}” is part of the entry’s own name: changing it needs a rename in the directory, which Amend does not do. Choose another attribute.", "« {0} » fait partie du nom de la fiche : le modifier exige un renommage dans l’annuaire, qu’Amend ne fait pas. Choisissez un autre attribut.";
    DRIVES_SIGN_IN: "People sign in or get their mail by “{0}”. Confirm that this is meant.", "« {0} » sert à se connecter ou à recevoir le courrier. Confirmez que c’est voulu.";
    WRITTEN_TWICE: "Another row writes this already: {0}. Switch that off first, or choose another name.", "Une autre ligne écrit déjà cet attribut : {0}. Désactivez-la d’abord ou choisissez un autre nom.";
    ANOTHER_FORM: "In this form it would no longer be the value that was approved. Choose another form, or write an expression.", "Sous cette forme, ce ne serait plus la valeur approuvée. Choisissez une autre forme ou écrivez une expression.";
    NOT_A_NAME: "This is no name for an attribute or a column. Enter one, without control characters; in a directory letters, digits and hyphens.", "Ce n’est pas un nom d’attribut ni de colonne. Saisissez-en un, sans caractère de contrôle ; dans un annuaire, des lettres, des chiffres et des traits d’union.";
}
