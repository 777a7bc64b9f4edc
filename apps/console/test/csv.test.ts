import { expect, test } from "vitest";
import { toCsv } from "../src/table/csv.ts";

test("rows become lines with the members of all of them, whatever they hold", () => {
  const rows = [
    { id: "1", name: 'The "Quay", north', count: -2 },
    { id: "2", name: "two\nlines", expires_at: null, conditions: [{ property: "remote_ip" }] },
  ];
  expect(toCsv(rows)).toBe(
    [
      "id,name,count,expires_at,conditions\r\n",
      '1,"The ""Quay"", north",-2,,\r\n',
      '2,"two\nlines",,,"[{""property"":""remote_ip""}]"\r\n',
    ].join(""),
  );
  expect(toCsv([])).toBe("\r\n");
});

test("no name is calculated by a spreadsheet", () => {
  expect(toCsv([{ name: "=HYPERLINK(1)" }, { name: "+1" }, { name: "@a" }, { name: "a=1" }])).toBe(
    "name\r\n'=HYPERLINK(1)\r\n'+1\r\n'@a\r\na=1\r\n",
  );
});
