/** A number, its n, its x (null where x is no count), its value, and how its interval is made. */
export type WorkedNumber = [series: string, n: number, x: number | null, value: number, method: string];

export interface Worked {
  /** Below tests/: a model's case, whose facts are worked out in its expected.csv, or rows given for the numbers alone. */
  folder: string;
  numbers: readonly WorkedNumber[];
}

/** n rows of which x hit. */
const share = (series: string, n: number, x: number): WorkedNumber => [series, n, x, x / n, "wilson"];
/** A percentile by nearest rank over n rows, running ones among them. */
const rank = (series: string, n: number, minutes: number): WorkedNumber => [
  series,
  n,
  null,
  minutes,
  "order_statistic",
];
/** x events or pieces over n, times `per`. */
const rate = (series: string, per: number, n: number, x: number): WorkedNumber => [series, n, x, (per * x) / n, "byar"];
/** A sum over a sum, of n rows. */
const ratio = (series: string, n: number, of: number, over: number): WorkedNumber => [
  series,
  n,
  null,
  of / over,
  "linearised",
];
const odds = (series: string, n: number, x: number): WorkedNumber => [
  series,
  n,
  x,
  (x + 0.5) / (n - x + 0.5),
  "log_ratio",
];
const open = (series: string, n: number, value = n): WorkedNumber => [series, n, null, value, "none"];
const survival = (series: string, n: number, value: number): WorkedNumber => [series, n, null, value, "greenwood"];

/**
 * Every metric once on a handful of rows, with what it has to count worked out by hand. The reasons stand beside the numbers; the
 * facts of a model's case are in its expected.csv.
 */
export const worked: readonly Worked[] = [
  {
    // Answered after 10, 90 and 750 minutes, of which 10, 90 and 30 are working ones; one never was and runs on for 11,460.
    // Called after 60, 300 and 780. One hour is promised for the answer, four for the call.
    folder: "metrics/response",
    numbers: [
      rank("first_response_time_p50", 4, 90),
      rank("first_response_business_time_p50", 3, 30),
      share("first_response_sla", 4, 1),
      rank("time_to_contact_p50", 4, 300),
      share("contact_sla", 4, 1),
    ],
  },
  {
    // Asked for 2 June 02:00 to 04:00: came 02:30, 05:00 (promised 06:00 to 08:00, so early by that), 01:30, never; unasked came 49 hours
    // after, a policy of 48.
    folder: "metrics/arrival",
    numbers: [
      share("arrival_on_time_rate", 5, 1),
      share("arrival_early_rate", 5, 1),
      share("arrival_on_promise_rate", 3, 1),
      share("arrival_sla", 5, 3),
      rank("time_to_arrive_p50", 5, 1740),
      rank("time_to_arrive_p80", 5, 2940),
      share("promise_outside_ask_rate", 3, 1),
    ],
  },
  {
    // Nine closed repairs. One took two visits, two came back within 30 days (10 and 20), one a third time after 57; two found nothing,
    // one of which came back; one was reopened; one unit had its third repair. All fixed in one visit but the one of two.
    // The last closed 51 days before the as-of: at 57 days six of nine are still watched, 1 - 7/9 * 5/6.
    folder: "metrics/fixes",
    numbers: [
      share("first_time_fix_rate", 9, 6),
      share("first_time_fix_by_visit_rate", 9, 8),
      share("first_time_fix_rate_without_nff", 7, 5),
      share("repeat_repair_rate", 9, 2),
      share("no_fault_found_rate", 9, 2),
      share("nff_escape_rate", 2, 1),
      share("reopen_rate", 9, 1),
      share("repeat_fixed_rate", 2, 2),
      share("chronic_unit_rate", 9, 1),
      survival("repeat_repair_curve_7d", 9, 0),
      survival("repeat_repair_curve_14d", 9, 1 / 9),
      survival("repeat_repair_curve_30d", 9, 2 / 9),
      survival("repeat_repair_curve_60d", 9, 19 / 54),
      survival("repeat_repair_curve_90d", 9, 19 / 54),
      rank("hands_on_time_p50", 9, 60),
      rank("hands_on_time_p95", 9, 120),
      rank("time_to_restore_p50", 9, 1260),
      rank("time_to_restore_p90", 9, 5580),
    ],
  },
  {
    // Two days are promised for each step, which all happen at once: after 12, 18 and 36 hours, one after 60, two running at 24.
    // 1 - 5/6 * 4/5 * 1/2.
    folder: "metrics/newest-days",
    numbers: [
      survival("first_response_sla_km", 6, 2 / 3),
      survival("contact_sla_km", 6, 2 / 3),
      survival("arrival_sla_km", 6, 2 / 3),
      survival("restore_sla_km", 6, 2 / 3),
      share("restore_sla", 2, 1),
    ],
  },
  {
    // Four closed: one not fixed, one that came back on day 20, one watched for ten days only: 3/4 * 1/2 are kept.
    folder: "metrics/fix-estimate",
    numbers: [survival("first_time_fix_rate_km", 4, 3 / 8)],
  },
  {
    // Open: since 1 May, since 9 June, and one of 25 May that was reopened; one is closed.
    folder: "metrics/backlog",
    numbers: [
      open("backlog", 3),
      open("backlog_age_0_1d", 3, 1),
      open("backlog_age_1_3d", 3, 0),
      open("backlog_age_15_30d", 3, 1),
      open("backlog_age_over_30d", 3, 1),
    ],
  },
  {
    // Ten tickets, eight closed and not cancelled, 50 unit-months. Four complaints of which one tells the same need again: three count, one
    // at the regulator, one in public. Of the two resolved more than 30 days ago one came back. Two praises nobody asked for, one asked for.
    // One repair found a fault, one none.
    folder: "metrics/voices",
    numbers: [
      rate("complaint_rate", 1000, 10, 3),
      rate("complaint_regulator_rate", 1000, 10, 1),
      rate("complaint_social_rate", 1000, 10, 1),
      ["complaint_exposure_rate", 50, 3, 60, "byar"],
      ["fault_rate", 50, 1, 20, "byar"],
      share("complaint_again_rate", 2, 1),
      rate("praise_rate", 1000, 8, 2),
      odds("praise_complaint_ratio", 5, 2),
    ],
  },
  {
    // Eight closed, six invited, five answered, one of them before the fix. Of the four valid: 10, 9, 7, 3; 5, 4, 3, 1; 7, 5, 4, 1.
    folder: "metrics/survey",
    numbers: [
      ["nps", 4, 1, 25, "adjusted_wald"],
      ["nps_weighted", 4, null, 25, "effective_wald"],
      ["nps_weighted_effective_n", 4, null, 4, "none"],
      share("csat", 4, 2),
      share("ces", 4, 2),
      share("survey_response_rate", 6, 5),
      rate("survey_invitation_rate", 100, 8, 6),
      share("callback_before_fix_rate", 5, 1),
    ],
  },
  {
    // Back after two and after three days, one lost: 1 - 2/3 * 1/2 by the third.
    folder: "metrics/parcels",
    numbers: [rank("mail_in_turnaround_p50", 3, 4320), share("mail_in_lost_rate", 3, 1)],
  },
  {
    folder: "models/fct_ratings/two-minutes-after-the-close-on-the-tablet",
    numbers: [share("quick_answer_rate", 5, 3)],
  },
  {
    folder: "models/fct_visits/visits-before-anybody-brought-information",
    numbers: [rate("info_items_per_hundred_visits", 100, 2, 1)],
  },
  {
    // Five repairs, 15,950 minutes.
    folder: "models/fct_restore_times/every-minute-once",
    numbers: [
      ratio("restore_share_response", 5, 100, 15950),
      ratio("restore_share_assignment", 5, 10, 15950),
      ratio("restore_share_acceptance", 5, 40, 15950),
      ratio("restore_share_contact", 5, 390, 15950),
      ratio("restore_share_window", 5, 1570, 15950),
      ratio("restore_share_arrival", 5, 1140, 15950),
      ratio("restore_share_hands_on", 5, 410, 15950),
      ratio("restore_share_parts", 5, 3540, 15950),
      ratio("restore_share_pause", 5, 2510, 15950),
      ratio("restore_share_transport", 5, 4680, 15950),
      ratio("restore_share_rest", 5, 1560, 15950),
      ratio("restore_share_company", 5, 11460, 15950),
      ratio("restore_share_user", 5, 4080, 15950),
    ],
  },
  {
    folder: "models/fct_mail_ins/legs-add-up-and-a-lost-parcel-is-open",
    numbers: [
      ratio("mail_in_share_to_pickup", 1, 1440, 14400),
      ratio("mail_in_share_inbound", 1, 1440, 14400),
      ratio("mail_in_share_queue", 1, 3600, 14400),
      ratio("mail_in_share_bench", 1, 180, 14400),
      ratio("mail_in_share_parts", 1, 4260, 14400),
      ratio("mail_in_share_quote", 1, 600, 14400),
      ratio("mail_in_share_outbound", 1, 2880, 14400),
    ],
  },
  {
    // Four handed in, two with a loan; two are back, after 12,960 and 2,880 minutes of which 7,200 and none were covered.
    folder: "models/fct_unit_absences/loans-cover-days",
    numbers: [
      share("loan_rate", 4, 2),
      ratio("loan_cover_share", 2, 7200, 15840),
      ratio("uncovered_days_per_repair", 2, 6, 2),
    ],
  },
  {
    // Waited 0, 1,440 and 11,520 minutes; two still wait, for 1,440 and 2,880. 1 - 4/5 * 3/4 is 40 % by 1,440.
    folder: "models/fct_part_waits/the-union-of-the-waits-not-their-sum",
    numbers: [
      rank("parts_wait_time_p50", 5, 11520),
      share("parts_fill_rate", 5, 2),
      share("parts_genuine_rate", 4, 3),
      ratio("parts_wait_share", 3, 12960, 23340),
      open("parts_ageing_0_7d", 2),
    ],
  },
  {
    // Accepted after 20, 60, 60 and 60 minutes, one still waits; taken in after 10, 30, 30, 30; passed on after 10, 30, 30, one waits.
    folder: "models/fct_ticket_flows/states-and-hands",
    numbers: [
      rank("acceptance_time_p50", 5, 60),
      rank("intake_time_p50", 4, 30),
      rank("dispatch_time_p50", 4, 30),
      rank("handling_time_p50", 4, 1500),
      rank("handling_time_p90", 4, 2980),
      rank("feedback_time_p50", 5, 180),
      share("rejection_rate", 3, 1),
      share("redispatch_rate", 3, 1),
      share("auto_dispatch_rate", 3, 1),
      share("complete_chain_rate", 6, 1),
      share("one_owner_rate", 5, 2),
      rate("transfers_per_hundred_tickets", 100, 5, 3),
    ],
  },
  {
    // Paused 90, 120 and, capped, 4,320 minutes; of these only the capped one is closed.
    folder: "models/fct_user_pauses/three-days-where-the-policy-names-no-cap",
    numbers: [
      share("user_pause_rate", 1, 1),
      rank("user_pause_time_p50", 3, 120),
      rank("user_pause_time_p90", 3, 4320),
      share("user_pause_capped_rate", 3, 1),
    ],
  },
  {
    // Acknowledged after 1,440 and 1,441 minutes, one of 720 waits; resolved after 10,080, two wait. Two were due.
    folder: "models/fct_complaints/promised-done-and-again",
    numbers: [
      share("complaint_acknowledge_sla", 2, 1),
      rank("complaint_acknowledge_time_p50", 3, 1440),
      rank("complaint_acknowledge_time_p90", 3, 1441),
      share("complaint_resolve_sla", 2, 1),
      rank("complaint_resolve_time_p50", 3, 10080),
      share("complaint_upheld_rate", 1, 1),
      open("complaint_backlog", 2),
      open("complaint_backlog_age_0_1d", 2, 1),
      open("complaint_backlog_age_7_15d", 2, 1),
    ],
  },
  {
    // Answered after 2,880 and 2,881 minutes; two wait, one of them due. 1 - 2/3 * 1/2 by 2,881.
    folder: "models/fct_replies/replied-in-time-or-not-yet",
    numbers: [share("feedback_reply_sla", 3, 1), rank("feedback_reply_time_p50", 4, 2881)],
  },
  {
    // Of ten closed tickets one was complained about; of eight that closed 30 days ago five went badly in silence, a sixth did not.
    folder: "models/fct_bad_outcomes/the-gravest-first-and-who-kept-silent",
    numbers: [
      rate("silent_complaint_rate", 1000, 8, 5),
      odds("silent_to_voiced_ratio", 6, 5),
      share("complaint_ticket_rate", 10, 1),
    ],
  },
  {
    folder: "models/fct_score_turns/low-to-high-and-high-to-low",
    numbers: [share("recovered_share", 2, 1), share("lost_share", 1, 1)],
  },
  {
    folder: "models/fct_five_ones/claimed-and-confirmed",
    numbers: [share("five_ones_confirmed_rate", 3, 1), share("five_ones_claimed_rate", 2, 2)],
  },
  {
    // Eight needs of known customers a week old: five solved at once, one of which needed a visit.
    folder: "models/fct_needs/a-week-without-another-contact",
    numbers: [share("first_contact_resolution_rate", 8, 5), share("first_contact_resolution_rate_net", 7, 4)],
  },
  {
    // Seven contacts: six queued, one of them given up, three answered by a person after 1, 4 and 12 minutes; two ask five tickets' progress.
    // Of two needs a bot answered one came back. Four tickets closed, one by the company.
    folder: "models/fct_contacts/queued-answered-and-chased",
    numbers: [
      rank("contact_answer_time_p50", 3, 4),
      rank("contact_answer_time_p90", 3, 12),
      share("contact_abandon_rate", 6, 1),
      rate("progress_contacts_per_hundred_tickets", 100, 5, 2),
      share("bot_resolution_rate", 2, 1),
      rate("company_refusal_rate", 1000, 4, 1),
    ],
  },
  { folder: "models/fct_installs/a-repair-within-thirty-days", numbers: [share("install_ftf30", 7, 2)] },
  {
    // Five birthdays are over, one was cared for in time; of two visits one found something.
    folder: "models/fct_care_dues/seven-days-before-to-thirty-after",
    numbers: [share("birthday_completion_rate", 5, 1), rate("birthday_finds_per_hundred_visits", 100, 2, 1)],
  },
  {
    // Eight with a quote, three of them over it; seven paid something, one a line without a quote. Two in warranty, one charged.
    folder: "models/fct_charges/quoted-against-charged",
    numbers: [
      share("overcharge_rate", 8, 3),
      share("unquoted_charge_rate", 7, 1),
      rate("warranty_charge_rate", 1000, 2, 1),
    ],
  },
  { folder: "models/fct_coverage_plan/planned-against-open", numbers: [share("coverage_rate", 6, 3)] },
  {
    folder: "models/fct_remote_needs/solved-without-a-visit",
    numbers: [share("remote_resolution_rate", 7, 4), share("remote_consent_rate", 8, 6)],
  },
  { folder: "models/fct_alerts/followed-within-thirty-days", numbers: [share("alert_ppv", 4, 3)] },
  {
    folder: "models/fct_warned_faults/warned-in-time",
    numbers: [
      share("alert_recall", 3, 3),
      rank("alert_lead_time_p50", 3, 27360),
      rank("alert_lead_time_p90", 3, 43200),
    ],
  },
];
