import { heading } from "../components/claims.ts";
import { head, section } from "../components/frame.ts";
import { type Html, html, nothing } from "../components/html.ts";
import { card } from "../components/kpi.ts";
import { readMonths } from "../components/reading.ts";
import { groupRows, newestPeriod, readingRows } from "../components/rows.ts";
import { type Context, definePage } from "../page.ts";

const metric = "contact_abandon_rate";

/** Waits that a channel or a customer's tier may make longer for the others. */
const waits = [
  ["first_response_time_p90", "channel"],
  ["time_to_arrive_p90", "customer_tier"],
] as const;

/** Contacts of customers: how long until a person answers, who gives up, who has to ask again. */
export default definePage((_published, words) => ({
  path: "contacts",
  title: words.contacts.title,
  nav: { group: "operations", order: 9, label: words.contacts.nav },
  charts: true,
  render(context) {
    const own = context.words.contacts;
    const answer = readMonths(context, "contact_answer_time_p90");
    const abandoned = readMonths(context, metric);
    const chasing = readMonths(context, "progress_contacts_per_hundred_tickets");
    const period = newestPeriod(context, metric, "quarter");
    return html`${head(heading(context, [answer, abandoned, chasing], { flat: own.flat, lack: own.title }), own.lead)}<h2 class="hidden-text">${own.nav}</h2><div class="kpis three">${[
      card(context, answer, {
        rows: own.contactsOf,
        companion: { label: "P50", reading: readMonths(context, "contact_answer_time_p50"), note: "" },
      }),
      card(context, abandoned, { rows: own.contactsOf }),
      card(context, chasing),
    ]}</div>${section(
      "others",
      own.othersTitle,
      own.othersLead,
      readingRows(
        context,
        ["bot_resolution_rate", "first_contact_resolution_rate", "company_refusal_rate"].map((id) =>
          readMonths(context, id),
        ),
        "contact-readings",
      ),
    )}${
      period
        ? section(
            "by-channel",
            own.by(context.words.dims.channel ?? ""),
            own.byLead(period.slice(0, 7)),
            groupRows(context, { metric, dimension: "channel", grain: "quarter", period }),
          )
        : nothing
    }${waits.map(([id, dimension]) => waitsBy(context, id, dimension))}`;
  },
}));

function waitsBy(context: Context, id: string, dimension: string): Html {
  const { words } = context;
  const period = newestPeriod(context, id, "quarter");
  if (period === null) return nothing;
  const label = context.say(readMonths(context, id).series.label);
  return section(
    `${id}-${dimension}`.replaceAll("_", "-"),
    `${label}${words.and}${words.response.byGroup(words.dims[dimension] ?? dimension)}`,
    words.contacts.waitLead(period.slice(0, 7)),
    groupRows(context, { metric: id, dimension, grain: "quarter", period }),
  );
}
