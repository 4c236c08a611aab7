//! Texts about which directory counts where several have the same person.

use super::texts;

texts! {
    TITLE: "Whose word counts", "Quelle source fait foi";
    LEAD: "Where several directories have the same person, the first of these that has the attribute counts. The first one also gives the user name and says who is blocked.", "Quand plusieurs annuaires ont la même personne, le premier de cette liste qui a l’attribut fait foi. Le premier donne aussi le nom d’utilisateur et décide des blocages.";
    EARLIER: "Move {0} up", "Monter {0}";
    EXCEPT: "Except for these attributes", "Sauf pour ces attributs";
    FIRST: "{0} first", "{0} d’abord";
    REMOVE: "Back to the general order for {0}", "Revenir à l’ordre général pour {0}";
    ADD_ATTRIBUTE: "Attribute", "Attribut";
    ADD_SOURCE: "Directory that counts first", "Annuaire qui fait foi en premier";
    ADD: "Add", "Ajouter";
    SAVED: "The order is set.", "L’ordre est enregistré.";
}
