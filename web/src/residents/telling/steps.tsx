// What somebody has to do by hand: put the page on the home screen, or undo a no.
import { plain } from "../words/ruby";
import { say } from "../words/spoken";
import { isApple, isSafari, thisDevice } from "./device";
import { Icon, type Shape } from "./icons";
import { T } from "./words";

type Step = readonly [key: string, shape: Shape, values?: Record<string, string>];

const Steps = ({ of: steps }: { of: readonly Step[] }) => (
  <ol class="steps">
    {steps.map(([key, shape, values]) => (
      <li key={key}>
        <Icon of={shape} />
        <span>
          <T of={key} {...(values === undefined ? {} : { with: values })} />
        </span>
      </li>
    ))}
  </ol>
);

/** iPhone and iPad: push comes to what stands on the home screen. */
export const Install = () => (
  <Steps
    of={[
      [isSafari(thisDevice()) ? "install.share_safari" : "install.share_other", "share"],
      ["install.add", "add"],
      ["install.confirm", "confirm"],
      ["install.open", "open", { tab: plain(say("tab.telling")) }],
    ]}
  />
);

/** Somebody said no once: a page can't ask again, only the settings undo it. */
export const Undo = () => (
  <Steps
    of={
      isApple(thisDevice())
        ? [["denied.apple_1", "gear"], ["denied.apple_2", "bell"], ["denied.apple_3", "confirm"]]
        : [["denied.browser_1", "sliders"], ["denied.browser_2", "bell"], ["denied.browser_3", "confirm"]]
    }
  />
);
