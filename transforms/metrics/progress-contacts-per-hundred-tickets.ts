import { defineMetric } from "./metric.ts";

export default defineMetric({
  id: "progress_contacts_per_hundred_tickets",
  code: "c-27",
  label: { zh: "百单催单", en: "Contacts that chase a ticket" },
  description: {
    zh: "每百张新工单，用户来问进度的次数；看得见进度，就不必来问。",
    en: "For every hundred new tickets, contacts that ask how far a ticket is; who can see it need not ask.",
  },
  numerator: { zh: "当期问进度的联系", en: "Contacts of the period that ask for progress" },
  denominator: { zh: "当期创建的工单", en: "Tickets created in the period" },
  unit: "per_hundred_tickets",
  better: "lower",
  population: { from: "fct_tickets", id: "ticket_id", at: "created_at", where: "TRUE" },
  measure: {
    kind: "rate",
    per: 100,
    events: { from: "fct_contacts", id: "contact_id", at: "began_at", where: "is_progress" },
  },
  requires: ["contacts.intent"],
});
