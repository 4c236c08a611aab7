//! Texts of schedules: when a source is read by itself.

use super::{counted, texts};

texts! {
    TITLE: "Schedule", "Planification";
    EVERY: "Read by itself", "Lecture automatique";
    OFF: "Only by hand", "À la main seulement";
    MINUTES: "Every few minutes", "Toutes les quelques minutes";
    DAY: "Every day", "Chaque jour";
    WEEK: "On some days of the week", "Certains jours de la semaine";
    CRON: "As cron has it", "Selon cron";
    HOW_MANY: "Minutes between two runs", "Minutes entre deux exécutions";
    AT: "Time of the day", "Heure";
    ZONE: "Time zone", "Fuseau horaire";
    PATTERN: "Pattern: minute, hour, day, month, day of the week", "Motif : minute, heure, jour, mois, jour de la semaine";
    DAYS: "Days", "Jours";
    SAVE: "Save the schedule", "Enregistrer la planification";
    SAVED: "The schedule is set.", "La planification est réglée.";
    AT_TIME: "at {0} ({1})", "à {0} ({1})";
    MONDAY: "Monday", "Lundi";
    TUESDAY: "Tuesday", "Mardi";
    WEDNESDAY: "Wednesday", "Mercredi";
    THURSDAY: "Thursday", "Jeudi";
    FRIDAY: "Friday", "Vendredi";
    SATURDAY: "Saturday", "Samedi";
    SUNDAY: "Sunday", "Dimanche";
}

counted! {
    EVERY_MINUTES: "every minute" | "every {0} minutes", "chaque minute" | "toutes les {0} minutes";
}
