import { Plus, X } from "lucide-react";
import { CONTROL } from "~/forms/labelled.tsx";
import { Picker, type UseChoices } from "~/forms/picker.tsx";
import { text } from "~/text/index.ts";
import { Button } from "~/ui/button.tsx";
import type { ValuesProps } from "./condition-values.tsx";
import { rangeText } from "./rule-text.ts";
import { DAYS, type Day, type DayRange, readWeeks, type Week, writeWeek } from "./time-values.ts";

const { time: words } = text.rule;
const WEEKDAYS: readonly Day[] = ["M", "T", "W", "R", "F"];
const FIRST_HOURS: DayRange = { from: "09:00", to: "17:00" };
const ZONES = ["UTC", ...Intl.supportedValuesOf("timeZone")].map((id) => ({ id, name: id.replaceAll("_", " ") }));

/** Hours of each weekday in a zone, as many ranges as one likes. */
export function TimeValues({ values, onChange }: ValuesProps) {
  const weeks = readWeeks(values);
  const { timeZone: zone } = Intl.DateTimeFormat().resolvedOptions();
  const shown = weeks.length === 0 ? [{ zone, days: new Map() }] : weeks;
  return shown.map((week, place) => (
    <WeekEditor
      // biome-ignore lint/suspicious/noArrayIndexKey: the zone, by which a week would be told apart, is edited
      key={place}
      week={week}
      onChange={(next) => onChange(shown.toSpliced(place, 1, next).flatMap(writeWeek))}
    />
  ));
}

interface WeekEditorProps {
  readonly week: Week;
  readonly onChange: (week: Week) => void;
}

function WeekEditor({ week, onChange }: WeekEditorProps) {
  const { zone, days } = week;
  const setDay = (day: Day, ranges: readonly DayRange[]) => onChange({ zone, days: new Map(days).set(day, ranges) });
  const model = DAYS.map((day) => days.get(day) ?? []).find((ranges) => ranges.length > 0);
  const copy = () =>
    model && onChange({ zone, days: new Map([...days, ...WEEKDAYS.map((day) => [day, model] as const)]) });
  return (
    <div className="space-y-2">
      <Picker
        label={words.zone}
        placeholder={words.zone}
        picked={zone === "" ? undefined : { id: zone, name: `${words.zone}: ${zone.replaceAll("_", " ")}` }}
        useChoices={useZones}
        onPick={({ id }) => onChange({ zone: id, days })}
      />
      <ul className="divide-y divide-line rounded-md border border-line">
        {DAYS.map((day) => (
          <DayRow key={day} day={day} ranges={days.get(day) ?? []} onChange={(ranges) => setDay(day, ranges)} />
        ))}
      </ul>
      <Button variant="ghost" disabledReason={model ? undefined : words.nothingToCopy} onClick={copy}>
        {words.copy}
      </Button>
    </div>
  );
}

const useZones: UseChoices = (search) => {
  const wanted = search.trim().toLowerCase();
  return { choices: ZONES.filter(({ name }) => name.toLowerCase().includes(wanted)), isLoading: false };
};

interface DayRowProps {
  readonly day: Day;
  readonly ranges: readonly DayRange[];
  readonly onChange: (ranges: readonly DayRange[]) => void;
}

function DayRow({ day, ranges, onChange }: DayRowProps) {
  const name = words.days[day];
  return (
    <li className="flex flex-wrap items-center gap-2 px-2.5 py-1.5 text-sm">
      <span className="w-24 shrink-0">{name}</span>
      <span className="flex flex-1 flex-wrap items-center gap-2">
        {ranges.length === 0 && <span className="text-ink-soft text-xs">{words.never}</span>}
        {ranges.map((range, place) => (
          <RangeInputs
            // biome-ignore lint/suspicious/noArrayIndexKey: ranges have nothing but their place while they are typed
            key={place}
            day={name}
            range={range}
            onChange={(next) => onChange(ranges.toSpliced(place, 1, next))}
            onRemove={() => onChange(ranges.toSpliced(place, 1))}
          />
        ))}
      </span>
      <span className="flex">
        <Button
          variant="ghost"
          className="px-2"
          aria-label={words.addOn(name)}
          onClick={() => onChange([...ranges.filter((range) => range !== "whole"), nextHours(ranges)])}
        >
          <Plus aria-hidden className="size-4" />
        </Button>
        <Button
          variant="ghost"
          className="px-2"
          aria-label={words.wholeDayOn(name)}
          onClick={() => onChange(["whole"])}
        >
          {words.wholeDay}
        </Button>
      </span>
    </li>
  );
}

interface RangeInputsProps {
  readonly day: string;
  readonly range: DayRange;
  readonly onChange: (range: DayRange) => void;
  readonly onRemove: () => void;
}

function RangeInputs({ day, range, onChange, onRemove }: RangeInputsProps) {
  const look = `${CONTROL} w-auto px-1.5`;
  return (
    <span className="flex items-center gap-1">
      {range === "whole" ? (
        words.wholeDay
      ) : (
        <>
          <input
            type="time"
            aria-label={words.from(day)}
            value={range.from}
            onChange={({ target }) => onChange({ ...range, from: target.value })}
            className={look}
          />
          –
          <input
            type="time"
            aria-label={words.to(day)}
            value={range.to}
            onChange={({ target }) => onChange({ ...range, to: target.value })}
            className={look}
          />
        </>
      )}
      <button
        type="button"
        aria-label={words.remove(day, rangeText(range))}
        onClick={onRemove}
        className="rounded-full p-1 text-ink-soft hover:text-ink"
      >
        <X aria-hidden className="size-4" />
      </button>
    </span>
  );
}

/** After the last range of the day, for the administrator to set. */
function nextHours(ranges: readonly DayRange[]): DayRange {
  const last = ranges.at(-1);
  return last === undefined || last === "whole" ? FIRST_HOURS : { from: last.to, to: "23:59" };
}
