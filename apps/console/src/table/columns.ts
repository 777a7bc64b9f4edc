import { createColumnHelper, type RowData, tableFeatures } from "@tanstack/react-table";

/** Sorting, filtering and paging are the server's; the table only shows. */
export const features = tableFeatures({});

export function columnHelper<Row extends RowData>() {
  return createColumnHelper<typeof features, Row>();
}
