// The words of responders on the map, in Japanese.
export const dutyJa = {
  number: (id: number) => `${id}番`,
  noTasks: "任務はありません。",
  stands: {
    escalate: "連絡なし・要捜索",
    ask: "連絡なし・問い合わせ中",
    late: "連絡遅れ",
    called_back: "戻り待ち",
    in_time: "従事中",
    given: "受諾待ち",
    over: "終了",
  },
  heard: (ago: string) => `最後の連絡 ${ago}`,
  onDuty: "一時職員の位置",
  taskPlaces: "任務の場所",
  incidents: "現場からの報告",
  noOnDuty: "位置を送っている一時職員はいません。",
  noIncidents: "現場からの報告はありません。",
  accuracy: (metres: number) => `誤差 約${metres} m`,
  incidentKinds: {
    flooding: "浸水",
    overflow: "越水・溢水",
    road: "道路の冠水・通行止め",
    bridge: "橋",
    debris: "流木・土砂",
    person: "要救助者",
    other: "その他",
  },
  pictureOf: (kind: string) => `${kind}の写真`,
  noPicture: "写真なし",
};

export type DutyWords = typeof dutyJa;
