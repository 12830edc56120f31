import { int } from "../components/format.ts";
import { head, section } from "../components/frame.ts";
import { html, nothing } from "../components/html.ts";
import { isDanger, openSignals, signalTable } from "../components/signal-list.ts";
import { definePage } from "../page.ts";
import { isOverdue } from "../signals.ts";

/** The inbox of recurring faults, by severity and evidence. */
export default definePage((_published, words) => ({
  path: "signals",
  title: words.signals.title,
  nav: { group: "product", order: 0, label: words.signals.nav },
  render(context) {
    const own = context.words.signals;
    const { list, runs } = context.published.signals;
    if (runs.length === 0) return html`${head(own.title, own.lead)}<p class="empty-state">${own.none}</p>`;
    const open = openSignals(context);
    const closed = list.filter(({ is_open }) => !is_open);
    const sum = (of: (run: (typeof runs)[number]) => number) => runs.reduce((total, run) => total + of(run), 0);
    const models = Math.max(...runs.map((run) => run.models ?? 0));
    const bare = Math.max(...runs.map((run) => run.peer_share_models ?? 0));
    const [dangers, faults] = [open.filter(isDanger), open.filter((signal) => !isDanger(signal))];
    return html`${head(own.heading(open.length, open.filter(isOverdue).length), own.lead)}${
      dangers.length > 0
        ? section(
            "danger",
            own.dangerTitle(dangers.length),
            own.dangerLead,
            signalTable(context, dangers, "danger-signals"),
          )
        : nothing
    }${section(
      "open",
      own.openTitle(faults.length),
      own.watched(
        int(sum((run) => run.families)),
        Math.max(...runs.map(({ weeks }) => weeks)),
        int(sum((run) => run.reports)),
      ),
      html`${faults.length > 0 ? signalTable(context, faults, "fault-signals") : html`<p class="empty-state">${own.heading(0, 0)}</p>`}${bare > 0 ? html`<p class="note">${own.peerShare(bare, models)}</p>` : nothing}`,
    )}${closed.length > 0 ? section("closed", own.closedTitle(closed.length), own.closedLead, html`<details class="data"><summary>${context.words.table}</summary>${signalTable(context, closed, "closed-signals")}</details>`) : nothing}<p class="note">${own.report.limits}</p>`;
  },
}));
