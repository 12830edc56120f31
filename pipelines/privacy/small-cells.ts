/** Words of fewer customers than this are not quoted: the reader could tell who spoke. */
export const fewestCustomers = 3;
