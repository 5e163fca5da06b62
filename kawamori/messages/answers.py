"""What people answer to a text, read: stop, start, help, "I take it", or something for a person.

Only an answer that is nothing but one of these words counts: "stop the car" stops no messages,
and a cry for help (助けて) is for a person to read.
"""

import unicodedata
from enum import StrEnum

_DECORATION = " \t\r\n\u3000.,!?、。「」『』()[]\"'"


class Meaning(StrEnum):
    """What an answer asks for."""

    STOP = "stop"
    START = "start"
    HELP = "help"
    TAKE = "take"
    OTHER = "other"


_WORDS = {
    Meaning.STOP: (
        "stop stopall unsubscribe cancel end quit parar pare cancelar sair dừng ngừng hủy dung"
        " 停止 配信停止 配信を停止 停止してください 解除 登録解除 配信解除 退会 ていし"
        " ストップ すとっぷ キャンセル 退订 退訂 取消 取消訂閱 중지 정지 수신거부 해지"
    ),
    Meaning.START: (
        "start unstop resume retomar iniciar voltar bắtđầu nhậnlại batdau 恢复 恢復 开始"
        " 재개 시작 다시 再開 配信再開 配信を再開 再開してください 開始 スタート さいかい"
    ),
    Meaning.HELP: "help info ajuda trợgiúp ヘルプ へるぷ 使い方 帮助 幫助 說明 도움말",
    Meaning.TAKE: (
        "1 ok okay yes y sim có はい ハイ 了解 了解です 了解しました りょうかい 対応 対応します"
        " 行きます 是 好 네 예"
    ),
}
_MEANINGS = {word: meaning for meaning, words in _WORDS.items() for word in words.split()}


def meaning_of(text: str) -> Meaning:
    """Return what an answer asks for, however wide its letters are and whatever stands around."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    plain = "".join(character for character in plain if character not in _DECORATION)
    return _MEANINGS.get(plain, Meaning.OTHER)
