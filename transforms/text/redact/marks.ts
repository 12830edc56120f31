export type PersonalKind =
  | "phone"
  | "id_card"
  | "bank_card"
  | "plate"
  | "wechat"
  | "qq"
  | "email"
  | "address"
  | "name"
  | "key";

/** A stretch of the text to be taken out, in UTF-16 offsets. */
export interface Mark {
  kind: PersonalKind;
  start: number;
  end: number;
}

/** What has been found in one text. Of overlapping findings the first stands. */
export class Marks {
  readonly text: string;
  private readonly found: Mark[] = [];

  constructor(text: string) {
    this.text = text;
  }

  /** Marks a stretch unless part of it is marked. Says whether it did. */
  add(kind: PersonalKind, start: number, end: number): boolean {
    if (end <= start || this.overlapping(start, end) !== undefined) return false;
    this.found.push({ kind, start, end });
    return true;
  }

  overlapping(start: number, end: number): Mark | undefined {
    for (const mark of this.found) if (mark.start < end && start < mark.end) return mark;
    return undefined;
  }

  inOrder(): Mark[] {
    return this.found.sort((a, b) => a.start - b.start);
  }
}
