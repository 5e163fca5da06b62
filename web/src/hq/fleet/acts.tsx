// What may be done with a device: how often it measures, and shutting it out.
import { useSignal } from "@preact/signals";

import { useActing } from "../acting";
import { configure, revoke, type Device } from "./state";
import { said } from "./words";

const SHORTEST_S = 10;
const LONGEST_S = 86_400;

function Interval({ device }: { device: Device }) {
  const words = said.value;
  const sensor = useSignal(Object.keys(device.config?.intervals_s ?? {})[0] ?? `${device.station_ids[0] ?? ""}/stage`);
  const seconds = useSignal("600");
  const { busy, refused, act } = useActing();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    void act(() => configure(device, { [sensor.value]: Number(seconds.value) }));
  };
  return (
    <form onSubmit={submit}>
      <label>
        {words.sensor}
        <input
          required
          pattern="[a-z0-9][a-z0-9\-]*/[a-z0-9][a-z0-9\-]*"
          value={sensor.value}
          onInput={(event) => {
            sensor.value = event.currentTarget.value;
          }}
        />
      </label>
      <label>
        {words.interval}
        <input
          required
          type="number"
          min={SHORTEST_S}
          max={LONGEST_S}
          value={seconds.value}
          onInput={(event) => {
            seconds.value = event.currentTarget.value;
          }}
        />
      </label>
      <p class="quiet">{words.setNote}</p>
      <button type="submit" disabled={busy}>
        {words.send}
      </button>
      <p class="wrong" role="alert">
        {refused}
      </p>
    </form>
  );
}

function Revoke({ device }: { device: Device }) {
  const words = said.value;
  const because = useSignal("");
  const { busy, refused, act } = useActing();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!confirm(words.revokeSure(device.device_id))) return;
    void act(() => revoke(device, because.value));
  };
  return (
    <form onSubmit={submit}>
      <label>
        {words.because}
        <input
          required
          maxLength={500}
          value={because.value}
          onInput={(event) => {
            because.value = event.currentTarget.value;
          }}
        />
      </label>
      <button type="submit" disabled={busy}>
        {words.revokeNow}
      </button>
      <p class="wrong" role="alert">
        {refused}
      </p>
    </form>
  );
}

export function Acts({ device }: { device: Device }) {
  const words = said.value;
  return (
    <div class="fleet-acts">
      <details>
        <summary>{words.set}</summary>
        <Interval device={device} />
      </details>
      {device.certificates.some((each) => each.is_good) && (
        <details>
          <summary>{words.revoke}</summary>
          <Revoke device={device} />
        </details>
      )}
    </div>
  );
}
