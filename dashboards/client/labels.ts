/** A label's anchor in pixels and what it says. */
export interface Label {
  x: number;
  y: number;
  name: string;
  anchor: "middle" | "end";
}

interface Box {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Where a label may stand beside its point, in pixels down from it. */
const offsets = [-14, 15, -29, 30];
const height = 14;

/** Width of a text of 12 px: a Chinese character is as wide as high, others about half. */
const widthOf = (text: string): number =>
  [...text].reduce((sum, letter) => sum + (/[\u2e80-\uffff]/.test(letter) ? 12 : 7), 0);

const meets = (a: Box, b: Box): boolean => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/**
 * Gives each label, the first before the others, an offset at which it covers no label placed before and stays inside the frame
 * of `size`; those for which there is no room are left out, since the table beside the figure names them all.
 */
export function placeLabels<L extends Label>(
  labels: readonly L[],
  size: { width: number; height: number },
): (L & { dy: number })[] {
  const boxes: Box[] = [];
  return labels.flatMap((label) => {
    const wide = widthOf(label.name);
    const left = label.anchor === "end" ? label.x - wide : label.x - wide / 2;
    for (const dy of offsets) {
      const middle = label.y + dy;
      const box = { left, right: left + wide, top: middle - height / 2, bottom: middle + height / 2 };
      const isInside = box.top >= -height && box.bottom <= size.height && box.right <= size.width + height;
      if (!isInside || boxes.some((other) => meets(box, other))) continue;
      boxes.push(box);
      return [{ ...label, dy }];
    }
    return [];
  });
}
