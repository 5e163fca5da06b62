// Situation reports: issued by one press, read on A4, as PDF or as CSV.
import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";

import { getReports, issueReport, reportAs } from "../../api/offices";
import type { ReportHead } from "../../api/shapes";
import { dayTime } from "../../words/formats";
import { words } from "../../words/language";
import { useActing } from "../acting";
import { liveNow_ms, may, me, runName } from "../state";
import type { Wanted } from "./notes";
import { officeName } from "./name";
import { ALL, officeOf, To } from "./to";

function Row({ report }: { report: ReportHead }) {
  const said = words.value.offices;
  return (
    <li class="card letter" data-report={report.report_id}>
      <p>
        <b>
          {report.office === null ? said.wholeCity : officeName(report.office)} {said.number(report.number)}
        </b>{" "}
        <time dateTime={report.as_of}>{dayTime(report.as_of, liveNow_ms.value)}</time>・{report.issued_by}
      </p>
      <p class="buttons">
        <a class="button" href={reportAs(report.report_id, "print")} target="_blank" rel="noreferrer">
          {said.print}
        </a>
        <a class="button" href={reportAs(report.report_id, "pdf")} target="_blank" rel="noreferrer">
          {said.pdf}
        </a>
        <a class="button" href={reportAs(report.report_id, "csv")} download>
          {said.csv}
        </a>
      </p>
    </li>
  );
}

export function Reports({ wanted }: { wanted: Wanted }) {
  const said = words.value.offices;
  const issued = useSignal<ReportHead[]>([]);
  const note = useSignal("");
  const about = useSignal(me.value?.office ?? ALL);
  const { busy, refused, act } = useActing();
  const name = runName.value;
  const look = async () => {
    const found = await getReports(name);
    if (name === runName.value) issued.value = found;
  };
  useEffect(() => {
    issued.value = [];
    void act(look);
  }, [name]);
  const issue = () =>
    act(async () => {
      await issueReport(name, officeOf(about.value), note.value);
      note.value = "";
      await look();
    });
  const shown = issued.value.filter(({ office }) => wanted(office));
  return (
    <>
      {may("issue") && (
        <form
          class="write"
          onSubmit={(event) => {
            event.preventDefault();
            void issue();
          }}
        >
          <p class="quiet wide">{said.reportLead}</p>
          <To id="report-about" label={said.about} to={about} all={said.wholeCity} hq={false} />
          <label class="field wide" for="report-note">
            <span>{said.reportNote}</span>
            <textarea
              id="report-note"
              rows={2}
              maxLength={4000}
              lang="ja"
              value={note.value}
              onInput={(event) => {
                note.value = event.currentTarget.value;
              }}
            />
          </label>
          <button type="submit" class="strong" disabled={busy}>
            {said.issue}
          </button>
        </form>
      )}
      <p class="wrong" role="alert">
        {refused}
      </p>
      {shown.length === 0 && <p class="empty">{said.noReports}</p>}
      <ul class="cards">
        {shown.map((report) => (
          <Row key={report.report_id} report={report} />
        ))}
      </ul>
    </>
  );
}
