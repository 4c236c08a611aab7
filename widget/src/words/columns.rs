//! Texts of column profiles: what another program calls the columns of files.

use super::texts;

texts! {
    TITLE: "Column profiles", "Profils de colonnes";
    LEAD: "What the columns of CSV files and workbooks are called that another program reads. LDIF and PowerShell always carry the directory’s names.", "Le nom des colonnes des fichiers CSV et classeurs lus par un autre programme. LDIF et PowerShell portent toujours les noms de l’annuaire.";
    LINK: "Column profiles", "Profils de colonnes";
    NONE: "There are no column profiles", "Il n’y a pas de profils de colonnes";
    NONE_LEAD: "Files carry the directory’s names. Add a profile for a program that calls its columns otherwise.", "Les fichiers portent les noms de l’annuaire. Ajoutez un profil pour un programme qui nomme ses colonnes autrement.";
    ADD: "Add a profile", "Ajouter un profil";
    CHANGE: "Change", "Modifier";
    CHANGE_OF: "Change the profile {0}", "Modifier le profil {0}";
    REMOVE: "Remove", "Supprimer";
    REMOVE_OF: "Remove the profile {0}", "Supprimer le profil {0}";
    REMOVE_ASK: "Remove the profile {0}?", "Supprimer le profil {0} ?";
    REMOVE_LEAD: "Files made by it stay. Imports do not know its headings any more.", "Les fichiers créés avec lui restent. Les imports ne connaissent plus ses intitulés.";
    REMOVED: "The profile {0} is removed.", "Le profil {0} est supprimé.";
    SAVED: "The profile {0} is saved.", "Le profil {0} est enregistré.";
    SAVE: "Save", "Enregistrer";
    NAME: "Name", "Nom";
    NAME_LEAD: "Such as the program’s name", "Par exemple le nom du programme";
    NO_NAME: "A profile needs a name.", "Un profil a besoin d’un nom.";
    KEY_HEADING: "Heading of the column that names the person; blank: as ever", "Intitulé de la colonne qui désigne la personne ; vide : comme toujours";
    HEADINGS: "Headings; blank: the directory’s name", "Intitulés ; vide : le nom de l’annuaire";
    COLUMNS: "Columns", "Colonnes";
    OF_DIRECTORY: "Names of the directory", "Noms de l’annuaire";
    OF_DIRECTORY_ALWAYS: "This kind of file always carries the directory’s names.", "Ce type de fichier porte toujours les noms de l’annuaire.";
    FOLLOWS: "What names the person, for whom it is written and what stands between the columns are as the profile says.", "Ce qui désigne la personne, la destination et le séparateur sont ceux du profil.";
    KEY_IS: "Named by: {0}", "Désignée par : {0}";
}
