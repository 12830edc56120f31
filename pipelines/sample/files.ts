import { join } from "node:path";
import { gb18030, LineFile } from "./writer.ts";

const columns = {
  products: "model,brand,category,subcategory,launched_at,end_of_production_at",
  units:
    "serial,model,batch,production_month,sold_at,in_use_at,customer_key,region,status,status_at,firmware,install_note",
  customers: "customer_key,tier,age_band,region,opted_out",
  service_points: "service_point_id,name,ownership,level,province,city,county,lat,lon,opened_at,closed_at",
  engineers: "engineer_id\tservice_point_id\tjoined_at\tleft_at\tcertified_for\tcertified_until",
  // `dispatch` is no column of the contract: it is kept as extra.
  tickets:
    "ticket_id,created_at,type,channel,mode,status,priority,closed_at,parent_ticket_id,merged_into,stage,category,model,serial,batch,customer_key,customer_tier,age_band,region,region_tier,service_point_id,engineer_id,requested_from,requested_to,promised_from,promised_to,assigned_at,accepted_at,contacted_at,first_response_at,symptom_code,symptom_group,component,warranty,description,refused_by,dispatch",
  ticket_events: "ticket_id,at,kind,actor_kind,actor_id,new_from,new_to,detail",
  visits:
    "visit_id,ticket_id,engineer_id,service_point_id,planned_from,planned_to,arrived_at,arrival_proof,left_at,dead_minutes,outcome,nff_cause,cause_component,cause,km,checked_items,info_items",
  ratings:
    "rating_id,ticket_id,customer_key,mode,invited_at,answered_at,nps,csat,ces,touchpoint,confirmed_items,comment",
  part_requests: "ticket_id,part_no,requested_at,received_at,is_genuine",
  charges: "ticket_id,kind,quoted,charged,currency,at",
  logistics_legs: "ticket_id,leg,started_at,ended_at,status",
  loans: "ticket_id,serial,from_at,to_at,asked_at",
  entitlements: "serial,kind,bought_at,starts_on,ends_on",
  campaigns: "campaign_id,kind,name,starts_on,ends_on,category,models",
  campaign_events: "campaign_id,event_id,at,kind,benefit,customer_key,serial,ticket_id",
  proactive_tasks: "task_id,kind,serial,due_on,called_at,consented,visited_at,completed_at,items_done,found,opted_out",
  telemetry_alerts: "alert_id,serial,at,code,severity,component,firmware,ticket_id",
  remote_sessions: "session_id,ticket_id,serial,started_at,ended_at,consented,is_resolved,engineer_id",
  contacts:
    "contact_id,at,channel,kind,intent,queued_at,answered_at,abandoned,actor_kind,ticket_id,customer_key,appointment_at,is_resolved",
  orders: "order_id,at,customer_key,model,serial,amount,currency,is_trade_in,had_design,returned_at,return_reason",
} as const;

export type Kind = keyof typeof columns | "feedback";

/** All files of a sample folder: CSV but for one TSV, one JSON Lines file, one GB18030 file and one gzip file (installed_base). */
export class Files {
  readonly tickets: LineFile[];
  readonly late: LineFile;
  readonly feedback: LineFile;
  /** What each text is about: an answer sheet, not an input. */
  readonly subjects: LineFile;
  private readonly plain = new Map<string, LineFile>();

  constructor(folder: string) {
    const header = columns.tickets;
    this.tickets = [2024, 2025, 2026].map((year) => new LineFile(join(folder, `tickets-${year}.csv`), header));
    this.late = new LineFile(join(folder, "tickets-late.csv"), header);
    this.feedback = new LineFile(join(folder, "feedback.jsonl"), undefined);
    this.subjects = new LineFile(join(folder, "planted-subjects.json"), undefined);
    for (const [name, head] of Object.entries(columns)) {
      if (name === "tickets") continue;
      const path = join(folder, `${name}.${name === "engineers" ? "tsv" : "csv"}`);
      this.plain.set(name, new LineFile(path, head, name === "service_points" ? gb18030() : undefined));
    }
  }

  of(name: Exclude<Kind, "tickets" | "feedback">): LineFile {
    return this.plain.get(name) as LineFile;
  }

  close(): void {
    for (const file of [...this.tickets, this.late, this.feedback, this.subjects, ...this.plain.values()]) file.close();
  }

  /** Data rows written, by entity. */
  rows(): Record<string, number> {
    const counts: Record<string, number> = {
      tickets: [...this.tickets, this.late].reduce((sum, file) => sum + file.rows, 0),
      feedback: this.feedback.rows,
    };
    for (const [name, file] of this.plain) counts[name] = file.rows;
    return counts;
  }
}
