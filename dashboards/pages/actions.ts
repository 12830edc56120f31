import type { Action } from "../actions.ts";
import { csvLink, type Data, table } from "../components/data.ts";
import { int } from "../components/format.ts";
import { head } from "../components/frame.ts";
import { html, nothing } from "../components/html.ts";
import { hasPage, signalPath } from "../components/signal-list.ts";
import { verdict } from "../components/verdict.ts";
import { type Context, definePage } from "../page.ts";
import type { Verdict } from "../published.ts";

const shapes: Record<Action["verdict"], Verdict> = {
  effective: "better",
  unproven: "flat",
  worse: "worse",
  few: "lack",
  pending: "lack",
  unmeasured: "lack",
};

/** What people did about recurring faults, and what it did. */
export default definePage((_published, words) => ({
  path: "actions",
  title: words.signals.actions.title,
  nav: { group: "product", order: 4, label: words.signals.actions.nav },
  render(context) {
    const own = context.words.signals.actions;
    const { actions } = context.published;
    if (actions.length === 0) return html`${head(own.title, own.lead)}<p class="empty-state">${own.none}</p>`;
    const of = (wanted: Action["verdict"]) => actions.filter((action) => action.verdict === wanted).length;
    const all = data(context, actions);
    return html`${head(own.heading(actions.length, of("effective"), of("worse")), own.lead)}${table(all)}<div class="refs">${csvLink(context, all)}</div>`;
  },
}));

function data(context: Context, rows: readonly Action[]): Data<Action> {
  const own = context.words.signals.actions;
  const known = new Set(
    context.published.signals.list.filter((one) => hasPage(context, one)).map(({ signal_id }) => signal_id),
  );
  const count = (n: number | null) => (n === null ? "—" : int(n));
  return {
    name: "actions",
    rows,
    grey: ({ status }) => status === "cancelled",
    columns: [
      {
        key: "action_id",
        label: own.action,
        raw: (r) => r.action_id,
        show: (r) =>
          html`${r.title ?? r.action_id}${r.title ? html`<br><span class="note">${r.action_id}</span>` : nothing}`,
      },
      { key: "owner", label: own.owner, raw: (r) => r.owner },
      { key: "type", label: own.type, raw: (r) => r.type, show: (r) => own.types[r.type] },
      { key: "done_on", label: own.done, raw: (r) => r.done_on, show: (r) => r.done_on ?? own.status[r.status] },
      {
        key: "signals",
        label: own.about,
        raw: (r) => [...r.signals, ...r.themes].join(" "),
        show: (r) =>
          html`${[...r.signals, ...r.themes].map((id) => (known.has(id) ? html`<a href="${context.link(signalPath(id))}">${id}</a> ` : html`${id} `))}`,
      },
      {
        key: "before_reports",
        label: own.before,
        num: true,
        raw: (r) => r.before_reports,
        show: (r) => count(r.before_reports),
      },
      {
        key: "after_reports",
        label: own.after,
        num: true,
        raw: (r) => r.after_reports,
        show: (r) => count(r.after_reports),
      },
      {
        key: "expected",
        label: own.expected,
        num: true,
        raw: (r) => r.expected,
        show: (r) => r.expected?.toFixed(1) ?? "—",
      },
      {
        key: "ratio",
        label: own.ratio,
        num: true,
        raw: (r) => r.ratio,
        show: (r) =>
          r.ratio === null
            ? "—"
            : html`${r.ratio.toFixed(2)} <span class="note">${context.words.intervalShort((r.lo ?? 0).toFixed(2), (r.hi ?? 0).toFixed(2))}</span>`,
      },
      {
        key: "verdict",
        label: own.verdict,
        raw: (r) => r.verdict,
        show: (r) => html`${verdict(context, shapes[r.verdict], own.verdicts[r.verdict])}${because(context, r)}`,
      },
    ],
  };
}

/** What the verdict rests on, or what it lacks. */
function because(context: Context, { verdict: kind, reason, comparison, controls, needed }: Action) {
  const own = context.words.signals.actions;
  const notes = [
    ...(comparison === null || controls === null ? [] : [own.against[comparison](controls)]),
    ...(kind === "few" && comparison !== null
      ? [needed === null ? own.neededNone : own.needed(int(Math.ceil(needed)))]
      : []),
    ...(reason === null ? [] : [own.reasons[reason]]),
  ];
  return notes.length === 0 ? nothing : html`<br><span class="note">${notes.join(context.words.stop)}</span>`;
}
