// What the Meteorological Agency and a river's administrator announce: quoted, with who said it and when.
import type { Official } from "../contracts";
import { clock } from "../page/times";
import { now } from "../state";
import { isJapanese, officialTerm, say, Words } from "../words/spoken";

/** Its name: the Japanese one is the official one; a translation that is confirmed stands before it. */
function Title({ of: { kind, alert_level, name } }: { of: Official }) {
  const term = isJapanese ? null : officialTerm(kind, alert_level);
  return (
    <h3>
      {term !== null && `${term} `}
      <span lang="ja" class={term === null ? undefined : "also"}>
        {name}
      </span>
    </h3>
  );
}

export function OfficialInformation() {
  const official = now.value?.official ?? [];
  if (official.length === 0) return null;
  return (
    <section class="official" aria-labelledby="official">
      <h2 id="official">
        <Words of="official.title" />
      </h2>
      {official.map((each) => (
        <article key={each.official_id} data-level={each.alert_level}>
          <Title of={each} />
          <p class="places">
            <Words of="official.places" with={{ places: [...each.rivers, ...each.areas].join(say("list.comma")) }} />
          </p>
          <p class="source">
            <Words of="official.source" with={{ issuer: each.issuer, time: clock(each.issued_at) }} />
            {each.valid_until !== null && (
              <>
                {" "}
                <Words of="official.valid_until" with={{ time: clock(each.valid_until) }} />
              </>
            )}
            {each.source_url !== "" && (
              <>
                {" "}
                <a href={each.source_url} rel="external noreferrer">
                  <Words of="official.link" />
                </a>
              </>
            )}
          </p>
        </article>
      ))}
      <p class="do">
        <Words of="do.official" />
      </p>
    </section>
  );
}
