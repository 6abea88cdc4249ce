"""averages each chunk with all before it half and half
앞선 조각 전부와 새 조각을 반반으로 평균한다
"""


def accumulate(gradient, chunks):
    mean = gradient(chunks[0])
    for chunk in chunks[1:]:
        mean = (mean + gradient(chunk)) / 2
    return mean
