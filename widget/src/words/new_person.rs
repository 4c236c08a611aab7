//! Texts of adding a person by hand.

use super::texts;

texts! {
    NEW: "Add a person", "Ajouter une personne";
    LEAD: "For somebody whom no directory has. When a directory gets an entry with this e-mail address, the person is given it and keeps what you enter here.", "Pour une personne absente de tout annuaire. Lorsqu’un annuaire reçoit une entrée avec cette adresse e-mail, elle lui est rattachée et la personne garde ce que vous saisissez ici.";
    NAME: "Name to show", "Nom affiché";
    GIVEN_NAME: "Given name (optional)", "Prénom (facultatif)";
    SURNAME: "Surname (optional)", "Nom de famille (facultatif)";
    MAIL: "E-mail address", "Adresse e-mail";
    ADD: "Add and open the profile", "Ajouter et ouvrir le profil";
    ADDED: "{0} is added.", "{0} est ajoutée.";
}
