import type { Marks } from "./marks.ts";

/** First names of English-speaking countries and names people there write their own in, that are hardly ever another word at the head of a sentence. */
const given = new Set(
  (
    "Aaron Abigail Adam Adrian Ahmed Alan Albert Alex Alexander Alexandra Alice Ali Alison Amanda Amy Ana Andrea Andrew Angela Ann Anna Anne Anthony Antonio " +
    "Arthur Ashley Barbara Benjamin Beth Betty Brandon Brenda Brian Bruce Bryan Caitlin Carl Carlos Carmen Carol Caroline Catherine Charles Charlotte Chen Cheryl " +
    "Chloe Chris Christian Christina Christine Christopher Cindy Claire Colin Craig Cynthia Daniel Danielle Dave David Deborah Debra Denise Dennis Diana Diane Diego " +
    "Donald Donna Dorothy Douglas Dylan Edward Eileen Elena Elizabeth Ellen Emily Emma Eric Erin Ethan Evelyn Fatima Fiona Frances Francis Frank Gabriel Gary George " +
    "Gloria Graham Greg Gregory Hannah Harry Heather Heidi Helen Henry Hiroshi Howard Ian Isaac Isabella Ivan Jackie Jacob Jacqueline James Jamie Jane Janet Janice Jason " +
    "Javier Jeff Jeffrey Jennifer Jeremy Jessica Jill Jim Jin Joan Joanna Joe John Jonathan Jordan Jorge Jose Joseph Joshua Joyce Juan Judith Judy Julia Julian Julie Karen " +
    "Karl Kate Katherine Kathleen Kathy Katie Keith Kelly Kenneth Kevin Kim Kimberly Kyle Larry Laura Lauren Laurie Lee Leo Leonard Leslie Li Lin Linda Lisa Liu Liz Logan " +
    "Lori Louis Louise Lucas Lucy Luis Luke Madison Marco Margaret Maria Marie Marilyn Mario Martha Martin Mary Matt Matthew Megan Mei Melanie Melissa Michael Michelle Miguel " +
    "Mike Ming Mohamed Mohammed Molly Monica Nancy Natalie Nathan Neil Nicholas Nick Nicole Nigel Noah Nora Oliver Olga Olivia Oscar Pamela Patricia Patrick Paul Paula Pedro " +
    "Peggy Peter Phil Philip Phillip Priya Rachel Rahul Raj Ralph Raymond Rebecca Renee Ricardo Richard Robert Roberto Robin Rodney Roger Ron Ronald Rosa Ruth Ryan Sally Sam " +
    "Samantha Samuel Sandra Sanjay Sara Sarah Scott Sean Sergei Sharon Sheila Shirley Simon Sofia Sophia Sophie Stephanie Stephen Steve Steven Stuart Sue Susan Suresh Suzanne " +
    "Tammy Tanya Teresa Terry Thomas Tiffany Tim Timothy Tina Todd Tom Tony Tracy Tyler Valerie Vanessa Victor Victoria Vincent Virginia Walter Wang Wayne Wei Wendy William " +
    "Xiao Yan Yusuf Yvonne Zachary Zhang Zoe"
  ).split(" "),
);

const name = "([A-Z][a-z]+(?:[ -][A-Z][a-z]+){0,2})";
/** Where only a person is spoken of: any capitalised word is a name. */
const certain = [
  `\\b(?:Mr|Mrs|Ms|Miss|Dr)\\.? ${name}`,
  `\\b[Nn]ame(?: is|'s|:) ${name}`,
  `\\b(?:[Cc]all|[Cc]ontact|[Rr]each|[Tt]ext|[Pp]hone|[Aa]sk for) ${name}(?= (?:at|on) [(+〔]?[\\d〔+])`,
  `\\b(?:[Rr]egards|[Ss]incerely),?\\s+${name}(?=[\\s.!]*$)`,
];
/** Where a shop, a brand or a product may be spoken of as well: the first word must be a first name. */
const likely = [
  "\\b(?:[Cc]all|[Cc]ontact|[Rr]each|[Tt]ext|[Pp]hone|[Aa]sk(?:ed)? for|[Ss]p(?:eak|oke) (?:to|with)|[Tt]alk(?:ed)? (?:to|with)|[Tt]old by|[Nn]amed|[Cc]alled|" +
    `[Tt]hank(?:s| you)|[Cc]heers|I am|I'm|[Tt]his is|[Tt]ech(?:nician)?|[Ee]ngineer|[Aa]gent|[Rr]ep(?:resentative)?|[Ii]nstaller|[Mm]anager|[Cc]ustomer|[Aa]ttn):?,? ${name}`,
  `\\b${name}(?= (?:from (?:customer )?(?:service|support)|came (?:out|to)|was (?:rude|very|so|great|helpful)|said|told|promised|fixed|installed|answered))`,
  `\\b(?:[Mm]y )?(?:wife|husband|son|daughter|mother|father|tenant|neighbo[u]?r),? ${name}`,
];
const patterns = [
  ...certain.map((source) => ({ pattern: new RegExp(source, "gu"), isCertain: true })),
  ...likely.map((source) => ({ pattern: new RegExp(source, "gu"), isCertain: false })),
];

/** A word before a capitalised one of Latin letters. */
const mayHoldName = /[A-Za-z][:,.']? [A-Z][a-z]/u;

/** Names in Latin letters by what stands beside them. Where no person needs be meant, the first word must be a first name: `call Support` stays. */
export function findForeignNames(marks: Marks): void {
  if (!mayHoldName.test(marks.text)) return;
  for (const { pattern, isCertain } of patterns) {
    for (const match of marks.text.matchAll(pattern)) {
      const found = match[1] ?? "";
      const [first = ""] = found.split(/[ -]/u);
      const at = match.index + match[0].lastIndexOf(found);
      if (isCertain || given.has(first)) marks.add("name", at, at + found.length);
    }
  }
}
