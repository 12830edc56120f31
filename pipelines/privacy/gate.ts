import type { Engine } from "../engines/engine.ts";
import { exitCodes, UserError } from "../errors.ts";
import type { People } from "./people.ts";
import { scanFolder } from "./scan.ts";

const words: Record<string, string> = {
  phone: "a telephone number",
  id_card: "an identity card's number",
  bank_card: "a bank card's number",
  email: "an e-mail address",
  name: "a person's name",
  key: "a customer's key",
};

/**
 * Refuses to let a finished folder appear while a byte of it is personal data: throws a UserError that says where, and never the
 * value. `as` is the name the folder will have; `ids` a folder whose ids may look like numbers of people.
 */
export async function refusePersonal(
  engine: Engine,
  people: People,
  folder: string,
  as: string,
  ids?: string,
): Promise<void> {
  const leaks = await scanFolder(engine, folder, people, ids);
  const [first] = leaks;
  if (first === undefined) return;
  const more = leaks.length > 1 ? ` and ${(leaks.length - 1).toLocaleString("en")} more` : "";
  throw new UserError(
    `${as}/${first.file}, ${first.place}, holds ${words[first.kind] ?? "personal data"}${more}; it is not published.`,
    {
      exitCode: exitCodes.refused,
      ...(first.kind === "name"
        ? {
            hint: "A name is what stands in a column that mapping.yaml does not read and that is called like 姓名 or contact_name.",
          }
        : {}),
    },
  );
}
