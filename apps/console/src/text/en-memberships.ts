/** What is said where people and service accounts are put into groups. */
export const membershipsEn = {
  add: "Add",
  body: "What the group may reach is open to a new member at once.",
  chosen: "To be added",
};
