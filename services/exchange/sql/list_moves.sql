-- Moves of a request, oldest first.
-- fills: okno.exchange.v1.RequestMove
-- $1 uuid  request id
SELECT move_id, at, actor, actor_role, action, state, comment, message_id
FROM request_move
WHERE request_id = $1
ORDER BY at, move_id
