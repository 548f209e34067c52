# A program for any seat: it gives the first legal answer, and makes its own proposal. It writes down all lines.
while IFS= read -r line; do
    printf '< %s\n' "$line" >>transcript.txt
    case $line in
    '{"type":"hello"'*) answer='{"type":"ready","name":"transcript"}' ;;
    '{"type":"request"'*)
        id=${line#*'"id":"'}
        id=${id%%'"'*}
        case $line in
        *'"request":"offer"'*)
            answer=${line#*'"proposal":'}
            answer=${answer%%]*}]
            ;;
        *)
            answer=${line#*'"legal":['}
            answer=${answer%%[],]*}
            ;;
        esac
        answer="{\"type\":\"answer\",\"id\":\"$id\",\"answer\":$answer}"
        ;;
    *) continue ;;
    esac
    printf '> %s\n' "$answer" >>transcript.txt
    printf '%s\n' "$answer"
done
