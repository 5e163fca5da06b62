// The words for cameras, in Japanese.
export const camerasJa = {
  now: "現在",
  earlier: "過去の画像",
  normal: "平常時",
  lights: { day: "昼", night: "夜" },
  looks: { late: "遅延", dead: "停止中の可能性", never: "未受信", past: "過去" } as Record<string, string>,
  never: "まだ画像を受信していません。",
  noNormal: "平常時の画像はまだ選ばれていません。",
  gone: "この画像はもう保存されていません。",
  steps: "画像を順に見る",
  back: "前",
  forth: "次",
  newest: "最新",
  enlarge: "拡大",
  makeNormal: (light: string) => `平常時（${light}）にする`,
};
