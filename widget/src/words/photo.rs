//! Texts about sending a picture of oneself.

use super::texts;

texts! {
    CHOOSE: "Choose a picture", "Choisir une photo";
    ANOTHER: "Choose another picture", "Choisir une autre photo";
    REMOVE: "Remove the picture", "Retirer la photo";
    LIMITS: "JPEG, PNG or WebP, at most {0} MB and {1} million pixels; drop it here or choose it. It becomes a square of at most {2} × {2} pixels, without where and how it was taken.", "JPEG, PNG ou WebP, {0} Mo et {1} millions de pixels au plus ; déposez-la ici ou choisissez-la. Elle devient un carré de {2} × {2} pixels au plus, sans le lieu ni l’appareil de prise de vue.";
    MADE: "Ready to save: {0} × {0} pixels, {1} kB.", "Prête à enregistrer : {0} × {0} pixels, {1} ko.";
    NOW: "In force now:", "En vigueur :";
    PICTURE: "a picture", "une photo";
    CROP: "Choose the part to keep", "Choisissez la partie à garder";
    CROP_LEAD: "Move the picture with the finger or the mouse, or use the sliders.", "Déplacez la photo avec le doigt ou la souris, ou utilisez les curseurs.";
    SIZE: "Size of the part", "Taille de la partie";
    ACROSS: "From left to right", "De gauche à droite";
    DOWN: "From top to bottom", "De haut en bas";
    BECOMES: "Becomes {0} × {0} pixels", "Devient {0} × {0} pixels";
    USE: "Use this part", "Utiliser cette partie";
    SENDING: "Sending…", "Envoi…";
}
